import FoundationEssentials
import Glibc
import Jobs
import Memory
import Synchronization

/// Documents that are to be translated, or have been: files under random names in a directory, and what is known of them
/// in the database. What has been accepted is on disk, and goes on after a crash.
package final class DocumentStore: Sendable {
  package enum State: String, Sendable {
    case queued, translating, done, error
  }

  package struct Document: Sendable, Equatable {
    package var id: String
    /// Whoever knows it may have the result.
    package var key: String
    package var tenant: String
    /// As the client calls it; never a path.
    package var name: String
    package var pair: LanguagePair
    /// Of a glossary; empty: none.
    package var glossary = ""
    package var state = State.queued
    package var error = ""
    package var characters = 0
    package var created: Int64

    package init(
      id: String, key: String, tenant: String, name: String, pair: LanguagePair, glossary: String = "",
      characters: Int = 0, created: Int64
    ) {
      self.id = id
      self.key = key
      self.tenant = tenant
      self.name = name
      self.pair = pair
      self.glossary = glossary
      self.characters = characters
      self.created = created
    }
  }

  private let database: ServiceDatabase
  private let directory: String
  /// Bytes of all files.
  private let used: Mutex<Int>

  init(_ database: ServiceDatabase, directory: String) throws {
    self.database = database
    self.directory = directory
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    used = Mutex(names.reduce(0) { $0 + Self.size(of: "\(directory)/\($1)") })
  }

  /// What all documents, translated or not, take of the disk.
  package var usedBytes: Int { used.withLock { $0 } }

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Keeps a document: it is on disk when this returns.
  package func add(_ document: Document, bytes: [UInt8]) throws {
    try write(bytes, to: path(document.id, "source"))
    try database.run(
      "INSERT INTO document VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(document.id), .text(document.key), .text(document.tenant), .text(document.name),
        .text(document.pair.source), .text(document.pair.target), .text(document.glossary),
        .text(document.state.rawValue), .text(document.error), .integer(Int64(document.characters)),
        .integer(document.created),
      ])
  }

  package func update(_ document: Document) throws {
    try database.run(
      "UPDATE document SET state = ?, error = ?, characters = ? WHERE id = ?",
      [
        .text(document.state.rawValue), .text(document.error), .integer(Int64(document.characters)),
        .text(document.id),
      ])
  }

  package func finish(_ document: Document, result: [UInt8]) throws {
    try write(result, to: path(document.id, "result"))
    try update(document)
  }

  package func find(_ id: String) throws -> Document? {
    try documents("WHERE id = ?", [.text(id)]).first
  }

  /// Those that a crash or a stop has interrupted, in the order in which they came.
  package func unfinished() throws -> [Document] {
    try documents("WHERE state IN ('queued', 'translating') ORDER BY created, id", [])
  }

  package func count(tenant: String) throws -> Int {
    let counts = try database.query(
      "SELECT COUNT(*) FROM document WHERE tenant = ? AND state IN ('queued', 'translating')", [.text(tenant)]
    ) { Int($0.integer(0)) }
    return counts.first ?? 0
  }

  package func source(of id: String) throws -> [UInt8] { try read(path(id, "source")) }

  package func result(of id: String) throws -> [UInt8] { try read(path(id, "result")) }

  package func remove(_ id: String) throws {
    try database.run("DELETE FROM document WHERE id = ?", [.text(id)])
    for path in [path(id, "source"), path(id, "result")] {
      let size = Self.size(of: path)
      if unlink(path) == 0 { used.withLock { $0 -= size } }
    }
  }

  /// Removes what is older than that.
  package func removeFinished(olderThan seconds: Int64) throws {
    let old = try documents(
      "WHERE state IN ('done', 'error') AND created < ?", [.integer(ServiceDatabase.now - seconds)])
    for document in old { try remove(document.id) }
  }

  private func documents(_ condition: String, _ values: [Statement.Value]) throws -> [Document] {
    try database.query(
      "SELECT id, key, tenant, name, source_language, target_language, glossary, state, error, characters, created "
        + "FROM document \(condition)", values
    ) { row in
      var document = Document(
        id: row.text(0), key: row.text(1), tenant: row.text(2), name: row.text(3),
        pair: LanguagePair(source: row.text(4), target: row.text(5)), glossary: row.text(6),
        characters: Int(row.integer(9)), created: row.integer(10))
      document.state = State(rawValue: row.text(7)) ?? .error
      document.error = row.text(8)
      return document
    }
  }

  /// Ids are made here, so that nothing a client sends becomes a path.
  private func path(_ id: String, _ ending: String) -> String { "\(directory)/\(id).\(ending)" }

  private func read(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StoreError(path: path, reason: "cannot be read")
    }
    return Array(data)
  }

  /// Writes a file that is there whole, and stays there, or not at all.
  private func write(_ bytes: [UInt8], to path: String) throws {
    let draft = path + ".part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw failure(path) }
    used.withLock { $0 += bytes.count }
  }

  private func failure(_ path: String) -> StoreError {
    StoreError(path: path, reason: "cannot write: \(String(cString: strerror(errno)))")
  }
}
