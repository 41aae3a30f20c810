import CSQLite

/// What SQLite says when something fails.
package struct DatabaseError: Error {
  package let code: Int32
  package let message: String
}

/// A connection to a SQLite database. Not to be used by two threads at once.
package final class Database {
  private let handle: OpaquePointer

  /// Milliseconds that a lock of another process is waited for.
  private static let patience: Int32 = 10_000

  /// - Parameter path: the file; empty for a database that is gone when it is closed.
  package init(path: String) throws(DatabaseError) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let handle else {
      let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close(handle)
      throw DatabaseError(code: code, message: message)
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, Self.patience)
  }

  deinit { sqlite3_close(handle) }

  /// Runs statements that give no rows, or whose rows do not matter.
  package func execute(_ sql: String) throws(DatabaseError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
    guard let statement else { throw error(SQLITE_MISUSE) }
    return Statement(statement, of: self)
  }

  /// Runs `body` as a whole or, when it throws, not at all.
  package func transaction(_ body: () throws -> Void) throws {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      try? execute("ROLLBACK")
      throw error
    }
  }

  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  fileprivate func check(_ code: Int32) throws(DatabaseError) {
    if code != SQLITE_OK { throw error(code) }
  }

  fileprivate func error(_ code: Int32) -> DatabaseError {
    DatabaseError(code: code, message: String(cString: sqlite3_errmsg(handle)))
  }
}

/// A prepared statement.
package final class Statement {
  /// A value to be bound to a parameter.
  package enum Value {
    case text(String)
    case integer(Int64)
    case real(Double)
    case bytes([UInt8])
    case null
  }

  private let handle: OpaquePointer
  private let database: Database

  fileprivate init(_ handle: OpaquePointer, of database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs the statement; `row` is called for every row that it gives.
  package func run(_ values: [Value] = [], row: (Statement) -> Void = { _ in }) throws(DatabaseError) {
    defer { sqlite3_reset(handle) }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: row(self)
      case SQLITE_DONE: return
      case let code: throw database.error(code)
      }
    }
  }

  private func bind(_ value: Value, at index: Int32) throws(DatabaseError) {
    // SQLITE_TRANSIENT: SQLite keeps a copy.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: try database.check(sqlite3_bind_null(handle, index))
    case .integer(let number): try database.check(sqlite3_bind_int64(handle, index, number))
    case .real(let number): try database.check(sqlite3_bind_double(handle, index, number))
    case .bytes(let bytes):
      try database.check(
        bytes.withUnsafeBytes {
          sqlite3_bind_blob64(
            handle, index, $0.baseAddress ?? UnsafeRawPointer(Self.empty), UInt64($0.count), transient)
        })
    case .text(let text):
      // The length is given, since a text may hold NUL.
      var text = text
      let code = text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text64(
            handle, index, $0.baseAddress ?? Self.empty, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
        }
      }
      try database.check(code)
    }
  }

  nonisolated(unsafe) private static let empty = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  package func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  package func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  package func bytes(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
