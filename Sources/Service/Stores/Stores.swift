import FoundationEssentials
import Memory

/// All that the service keeps, in one directory.
package struct Stores: Sendable {
  package let database: ServiceDatabase
  package let corrections: CorrectionStore
  package let glossaries: GlossaryStore
  package let documents: DocumentStore
  package let keys: KeyStore
  private let temporaryDirectory: String?

  /// - Parameters:
  ///   - directory: made where it is missing; nil: documents lie in a directory of their own under the temporary one,
  ///     and all is gone when the service ends.
  ///   - keys: API keys beside those in the database.
  package init(directory: String?, keys: [String] = []) throws {
    let place = directory ?? TemporaryPlace.make()
    temporaryDirectory = directory == nil ? place : nil
    let files = "\(place)/documents"
    do {
      try FileManager.default.createDirectory(
        atPath: files, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(path: place, reason: "cannot be made: \(error)")
    }
    database = try ServiceDatabase(path: directory == nil ? "" : "\(place)/service.sqlite")
    corrections = try CorrectionStore(database)
    glossaries = GlossaryStore(database)
    documents = try DocumentStore(database, directory: files)
    self.keys = KeyStore(database, fixed: keys)
  }

  /// Removes what nothing was to be left of.
  package func removeTemporaryFiles() {
    if let temporaryDirectory { try? FileManager.default.removeItem(atPath: temporaryDirectory) }
  }
}

private enum TemporaryPlace {
  /// A directory that nobody else can guess.
  static func make() -> String {
    let parent = FileManager.default.temporaryDirectory.path
    return "\(parent.hasSuffix("/") ? String(parent.dropLast()) : parent)/translate-server-\(RandomID.make(bytes: 8))"
  }
}
