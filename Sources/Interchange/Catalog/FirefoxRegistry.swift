import FoundationEssentials

/// The list that Firefox's models are trained into: a base address, and for each pair its models with their files.
enum FirefoxRegistry {
  private struct Index: Decodable {
    var baseUrl: String?
    var models: [String: [Lenient<Model>]]
  }

  private struct Model: Decodable {
    var sourceLanguage: String
    var targetLanguage: String
    var architecture: String?
    var releaseStatus: String?
    var version: String?
    var files: [String: Lenient<File>]
  }

  private struct File: Decodable {
    var path: String
    var size: Int?
    var hash: String?
    var uncompressedSize: Int?
    var uncompressedHash: String?
  }

  /// Their names here, and in the other list.
  private static let types = [
    "model": "model", "lexicalShortlist": "lex", "vocab": "vocab", "srcVocab": "srcvocab", "trgVocab": "trgvocab",
  ]

  static func models(_ data: Data, _ addresses: IndexAddresses) throws -> [PublishedModel] {
    let index = try JSONDecoder().decode(Index.self, from: data)
    return try index.models.values.joined().compactMap(\.value).compactMap {
      try model($0, addresses, own: index.baseUrl)
    }
  }

  private static func model(
    _ model: Model, _ addresses: IndexAddresses, own: String?
  ) throws -> PublishedModel? {
    var files: [String: PublishedFile] = [:]
    for (name, entry) in model.files {
      guard let type = types[name], let entry = entry.value else { continue }
      var file = try PublishedFile(addresses: [try addresses.absolute(entry.path, own: own)])
      (file.size, file.sha256) = (entry.size, entry.hash?.lowercased())
      (file.unpackedSize, file.unpackedSHA256) = (entry.uncompressedSize, entry.uncompressedHash?.lowercased())
      files[type] = file
    }
    guard FirefoxFiles.isComplete(Set(files.keys)) else { return nil }
    return FirefoxFiles.model(
      source: model.sourceLanguage, target: model.targetLanguage, architecture: model.architecture ?? "",
      version: model.version ?? "", isReleased: model.releaseStatus?.hasPrefix("Release") ?? true,
      files: FirefoxFiles.wanted.compactMap { files[$0] })
  }
}
