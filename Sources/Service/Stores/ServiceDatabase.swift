import Glibc
import Jobs
import Memory

/// The service's SQLite file: corrections, glossaries, documents and keys.
///
/// One connection behind a lock: a statement takes microseconds, a translation a thousand times as long.
package final class ServiceDatabase: @unchecked Sendable {
  private let database: Database
  private let lock = Monitor<Void>(())

  /// - Parameter path: of the file; empty for one that is gone when the service ends.
  /// - Throws: ``StoreError``, naming the file.
  package init(path: String) throws {
    do {
      database = try Database(path: path)
      try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
      try database.execute(Self.schema)
      // Files of before have no such column; in newer ones it is there already.
      try? database.execute("ALTER TABLE key ADD COLUMN characters INTEGER")
    } catch {
      throw StoreError(path: path, reason: error.message)
    }
    if !path.isEmpty { chmod(path, 0o600) }
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS correction(
      tenant TEXT NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL, source TEXT NOT NULL,
      target TEXT NOT NULL, created INTEGER NOT NULL,
      PRIMARY KEY(tenant, source_language, target_language, source)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS glossary(
      id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
      is_multilingual INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS dictionary(
      glossary TEXT NOT NULL REFERENCES glossary(id) ON DELETE CASCADE, source_language TEXT NOT NULL,
      target_language TEXT NOT NULL, entries TEXT NOT NULL, PRIMARY KEY(glossary, source_language, target_language));
    CREATE TABLE IF NOT EXISTS document(
      id TEXT PRIMARY KEY, key TEXT NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL, source_language TEXT NOT NULL,
      target_language TEXT NOT NULL, glossary TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL,
      characters INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS document_state ON document(state, created);
    CREATE TABLE IF NOT EXISTS key(
      hash TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, rate INTEGER) WITHOUT ROWID;
    """

  /// Runs a statement and gives what `row` makes of each row.
  package func query<Row>(_ sql: String, _ values: [Statement.Value] = [], row: (Statement) -> Row) throws -> [Row] {
    try lock.withLock { _ in
      do {
        var rows: [Row] = []
        try database.prepare(sql).run(values) { rows.append(row($0)) }
        return rows
      } catch let error as DatabaseError {
        throw StoreError(path: "the service's database", reason: error.message)
      }
    }
  }

  func run(_ sql: String, _ values: [Statement.Value] = []) throws {
    _ = try query(sql, values) { _ in }
  }

  /// Seconds since 1970.
  static var now: Int64 { Int64(time(nil)) }
}

/// The service's files cannot be used.
package struct StoreError: Error, CustomStringConvertible {
  package var path: String
  package var reason: String

  package var description: String { "\(path): \(reason); name another directory with --state" }
}
