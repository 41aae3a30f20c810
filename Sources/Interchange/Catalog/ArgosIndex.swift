import FoundationEssentials

/// The list of Argos Translate's packages: one zip file each, without size and checksum.
enum ArgosIndex {
  private struct Package: Decodable {
    var fromCode: String
    var toCode: String
    var packageVersion: String?
    var type: String?
    var links: [String]?
    var license: String?
    var size: Int?
    var sha256: String?
  }

  static func models(_ data: Data, _ addresses: IndexAddresses) throws -> [PublishedModel] {
    try IndexAddresses.decoder.decode([Lenient<Package>].self, from: data).compactMap(\.value).compactMap {
      try model($0, addresses)
    }
  }

  private static func model(_ package: Package, _ addresses: IndexAddresses) throws -> PublishedModel? {
    // Sentence splitters and language detectors are packages too.
    guard package.type.map({ $0 == "translate" }) ?? true, let links = package.links else { return nil }
    // Some are torrents.
    let usable = try links.filter { !$0.hasPrefix("magnet:") }.map { try addresses.absolute($0) }.filter {
      $0.hasSuffix(".argosmodel") || $0.hasSuffix(".zip")
    }
    guard !usable.isEmpty else { return nil }
    var file = try PublishedFile(addresses: usable)
    (file.size, file.sha256) = (package.size, package.sha256?.lowercased())
    return PublishedModel(
      name: "argos-\(package.fromCode)-\(package.toCode)".asNamePart, source: package.fromCode.asNamePart,
      target: package.toCode.asNamePart, version: package.packageVersion?.shown, license: package.license?.shown,
      files: [file], rank: [0] + versionParts(package.packageVersion))
  }
}

/// `1.10` comes after `1.9`.
func versionParts(_ version: String?) -> [Double] {
  (version ?? "").split { !$0.isASCII || !$0.isNumber }.map { Double($0) ?? 0 }
}
