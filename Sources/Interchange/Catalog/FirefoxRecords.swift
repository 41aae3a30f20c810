import FoundationEssentials

/// Firefox's list of files (remote settings): a record a file, which belong together by languages, architecture and
/// version. Both generations of names are read.
enum FirefoxRecords {
  private struct Index: Decodable {
    var data: [Lenient<Record>]?
    var changes: [Lenient<Record>]?
  }

  private struct Record: Decodable {
    struct Attachment: Decodable {
      var hash: String?
      var size: Int?
      var location: String
    }
    var name: String
    var fileType: String
    var sourceLanguage, fromLang, targetLanguage, toLang: String?
    var version, architecture, filterExpression: String?
    var decompressedHash: String?
    var decompressedSize: Int?
    var attachment: Attachment
  }

  private struct Group: Hashable {
    var source, target, architecture, version: String
    /// Offered to all, not to those who try what is to come.
    var isReleased: Bool
  }

  /// Where Mozilla keeps what its own list names.
  private static let attachments = "https://firefox-settings-attachments.cdn.mozilla.net"
  static let license = "MPL 2.0"

  static func models(_ data: Data, _ addresses: IndexAddresses) throws -> [PublishedModel] {
    let index = try IndexAddresses.decoder.decode(Index.self, from: data)
    let records = (index.data ?? index.changes ?? []).compactMap(\.value)
    var groups: [Group: [Record]] = [:]
    for record in records {
      guard let source = record.sourceLanguage ?? record.fromLang, let target = record.targetLanguage ?? record.toLang
      else { continue }
      let group = Group(
        source: source, target: target, architecture: record.architecture ?? "", version: record.version ?? "",
        isReleased: (record.filterExpression ?? "").isEmpty)
      groups[group, default: []].append(record)
    }
    let isMozillas = addresses.place.contains("://firefox.settings.services.mozilla.com/")
    return try groups.compactMap { try model($0, $1, addresses, own: isMozillas ? attachments : nil) }
  }

  /// Nil: files are missing.
  private static func model(
    _ group: Group, _ records: [Record], _ addresses: IndexAddresses, own: String?
  ) throws -> PublishedModel? {
    let types = Set(records.map(\.fileType))
    let wanted = FirefoxFiles.wanted.filter(types.contains)
    guard FirefoxFiles.isComplete(types) else { return nil }
    let files = try wanted.compactMap { type in records.first { $0.fileType == type } }.map { record in
      var file = try PublishedFile(
        name: record.name, addresses: [try addresses.absolute(record.attachment.location, own: own)])
      (file.size, file.sha256) = (record.attachment.size, record.attachment.hash?.lowercased())
      (file.unpackedSize, file.unpackedSHA256) = (record.decompressedSize, record.decompressedHash?.lowercased())
      return file
    }
    return FirefoxFiles.model(
      source: group.source, target: group.target, architecture: group.architecture, version: group.version,
      isReleased: group.isReleased, files: files)
  }
}

/// What both of Firefox's lists have in common.
enum FirefoxFiles {
  static let wanted = ["model", "lex", "vocab", "srcvocab", "trgvocab"]

  static func isComplete(_ types: Set<String>) -> Bool {
    types.contains("model") && (types.contains("vocab") || types.isSuperset(of: ["srcvocab", "trgvocab"]))
  }

  static func model(
    source: String, target: String, architecture: String, version: String, isReleased: Bool, files: [PublishedFile]
  ) -> PublishedModel {
    let size: Double =
      switch architecture {
      case "base": 3
      case "base-memory": 2
      case "tiny": 1
      default: 0
      }
    let name = ["firefox", source, target, architecture, isReleased ? "" : "preview"].filter { !$0.isEmpty }
    return PublishedModel(
      name: name.joined(separator: "-").asNamePart, source: source.asNamePart, target: target.asNamePart,
      version: version.isEmpty ? nil : version.shown, license: FirefoxRecords.license, files: files,
      rank: [1, isReleased ? 1 : 0, size] + versionParts(version))
  }
}
