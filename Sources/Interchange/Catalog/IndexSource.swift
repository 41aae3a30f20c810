import FoundationEssentials
import Glibc
import IO

/// Where indexes and files come from: addresses, files, or a mirror in a directory.
public struct IndexSource: Sendable {
  /// Addresses or paths of indexes.
  public var places: [String]
  /// What relative addresses lead from.
  public var base: String?
  /// A directory with all files; then nothing goes over the network.
  public var mirror: String?

  /// What is asked where nobody says what is.
  public static let usualPlaces = [
    "https://firefox.settings.services.mozilla.com/v1/buckets/main/collections/translations-models-v2/records",
    "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json",
  ]

  private static let mirrored = ["index.json", "records.json", "models.json"]
  private static let largest = 64 << 20

  /// - Parameter places: none: those of the mirror, or ``usualPlaces``.
  public init(places: [String] = [], base: String? = nil, mirror: String? = nil) {
    (self.base, self.mirror) = (base, mirror)
    let inMirror = mirror.map { (folder: String) -> [String] in
      Self.mirrored.map { "\(folder)/\($0)" }.filter { access($0, F_OK) == 0 }
    }
    self.places = places.isEmpty ? inMirror ?? Self.usualPlaces : places
  }

  /// All indexes as one. Of several that cannot be had, `onFailure` gets the reasons, as long as one can.
  ///
  /// - Throws: ``ModelIndexError``.
  public func index(onFailure: (any Error) -> Void = { _ in }) throws -> ModelIndex {
    var failures: [any Error] = []
    var indexes: [ModelIndex] = []
    for place in places {
      do { indexes.append(try ModelIndex(bytes(of: place), place: place, base: base)) } catch { failures.append(error) }
    }
    if indexes.isEmpty { throw failures.first ?? ModelIndexError.emptyMirror(directory: mirror ?? "") }
    failures.forEach(onFailure)
    return ModelIndex(indexes)
  }

  private func bytes(of place: String) throws -> [UInt8] {
    guard IndexAddresses.isRemote(place) else {
      return try ByteSource<ModelIndexError>.contents(of: place, limit: Self.largest)
    }
    guard mirror == nil else { throw ModelIndexError.noIndex(place: place, reason: "only the mirror is asked") }
    return try WebFile(place, limit: Self.largest).bytes()
  }

  /// The file that stands for an address: in the mirror by its path there, or its last part; or a path by itself. Nil: it
  /// is to be fetched.
  ///
  /// - Throws: ``ModelIndexError`` where the mirror lacks it.
  func localFile(_ address: String) throws -> String? {
    let isRemote = !address.hasPrefix(IndexAddresses.local)
    guard let mirror else { return isRemote ? nil : String(address.dropFirst(IndexAddresses.local.count)) }
    let parts = address.split(separator: "/").dropFirst(isRemote ? 2 : 0).filter { $0 != ".." && $0 != "." }
    let candidates = parts.indices.map { "\(mirror)/\(parts[$0...].joined(separator: "/"))" }
    guard let found = candidates.first(where: { access($0, R_OK) == 0 }) else {
      throw ModelIndexError.notInMirror(file: PublishedFile.lastPart(address).shown, directory: mirror)
    }
    return found
  }
}
