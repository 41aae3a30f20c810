import FoundationEssentials

/// Our own list, which anybody can write: Documentation/models.md.
enum OwnIndex {
  static let format = "translate-models-1"

  private struct Index: Decodable {
    var format: String
    var base: String?
    var models: [Model]
  }

  private struct Model: Decodable {
    struct File: Decodable {
      var address: String
      var name: String?
      var size: Int?
      var sha256: String?
    }
    var name: String?
    var source: String
    var target: String
    var version: String?
    var license: String?
    var quality: Double?
    var files: [File]
  }

  static func models(_ data: Data, _ addresses: IndexAddresses) throws -> [PublishedModel] {
    let index = try JSONDecoder().decode(Index.self, from: data)
    guard index.format == format else {
      throw ModelIndexError.noIndex(
        place: addresses.place, reason: "its format is '\(index.format.shown)', this program reads \(format)")
    }
    return try index.models.map { try model($0, addresses, own: index.base) }
  }

  private static func model(_ model: Model, _ addresses: IndexAddresses, own: String?) throws -> PublishedModel {
    let files = try model.files.map { entry in
      var file = try PublishedFile(name: entry.name, addresses: [try addresses.absolute(entry.address, own: own)])
      (file.size, file.sha256) = (entry.size, entry.sha256?.lowercased())
      return file
    }
    return PublishedModel(
      name: (model.name ?? "\(model.source)-\(model.target)").asNamePart, source: model.source.asNamePart,
      target: model.target.asNamePart, version: model.version?.shown, license: model.license?.shown,
      quality: model.quality, files: files, rank: [2, model.quality ?? 0] + versionParts(model.version))
  }
}
