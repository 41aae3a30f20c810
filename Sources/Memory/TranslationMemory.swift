import CSQLite
import Synchronization
import Translation

/// What became of a masked segment.
package struct StoredTranslation: Sendable, Equatable {
  /// Masked, as the segment.
  package var text: String
  package var score: Float
  package var path: TranslationPath
  package var isCut: Bool

  package init(text: String, score: Float, path: TranslationPath, isCut: Bool) {
    self.text = text
    self.score = score
    self.path = path
    self.isCut = isCut
  }
}

/// Translations that have been made, in a SQLite file, by model, options and source text.
///
/// What has been stored stays when the process is killed; a write-ahead log lets several processes share the file. May be
/// shared between threads.
package final class TranslationMemory: Sendable {
  /// What is known of a source.
  package enum Entry: Sendable, Equatable {
    case translation(StoredTranslation)
    /// Of a pattern: its members are translated one by one.
    case unshared
  }

  package let path: String
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    let database: Database
    let settings: Int64
    let find: Statement
    let insert: Statement
  }

  /// Opens the memory in `path`, which is made where it is missing; an empty path is a memory that nobody sees and that
  /// is gone in the end.
  ///
  /// - Parameter settings: model and options: translations made under others are not found.
  /// - Throws: ``MemoryError``.
  package init(path: String, settings: String) throws(MemoryError) {
    self.path = path
    state = try MemoryError.naming(path) {
      let database = try Database(path: path)
      try MemorySchema.prepare(database, path: path)
      return Mutex(try Self.state(database, settings: settings))
    }
  }

  private static func state(_ database: Database, settings: String) throws -> sending State {
    try database.prepare("INSERT OR IGNORE INTO settings (description) VALUES (?)").run([.text(settings)])
    var id: Int64 = 0
    try database.prepare("SELECT id FROM settings WHERE description = ?").run([.text(settings)]) { id = $0.integer(0) }
    return State(
      database: database, settings: id,
      find: try database.prepare(
        "SELECT translation, score, path, cut FROM translations WHERE settings = ? AND source = ?"),
      insert: try database.prepare(
        "INSERT OR REPLACE INTO translations (settings, source, translation, score, path, cut) VALUES (?, ?, ?, ?, ?, ?)"
      ))
  }

  /// What is known of `source`; nil where that is nothing.
  package func find(_ source: String) throws(MemoryError) -> Entry? {
    try using { state in
      var entry: Entry?
      try state.find.run([.integer(state.settings), .text(source)]) { row in
        entry =
          row.isNull(0)
          ? .unshared
          : .translation(
            StoredTranslation(
              text: row.text(0), score: row.isNull(1) ? -.infinity : Float(row.real(1)),
              path: TranslationPath(rawValue: row.text(2)) ?? .ordinary, isCut: row.integer(3) != 0))
      }
      return entry
    }
  }

  /// Stores entries, all of them or, when that fails, none.
  package func store(_ entries: [(source: String, entry: Entry)]) throws(MemoryError) {
    try using { state in
      try state.database.transaction {
        for (source, entry) in entries {
          let key: [Statement.Value] = [.integer(state.settings), .text(source)]
          switch entry {
          case .unshared: try state.insert.run(key + [.null, .null, .null, .null])
          case .translation(let found):
            let score: Statement.Value = found.score.isFinite ? .real(Double(found.score)) : .null
            try state.insert.run(
              key + [.text(found.text), score, .text(found.path.rawValue), .integer(found.isCut ? 1 : 0)])
          }
        }
      }
    }
  }

  // MARK: Files translated in place

  /// Whether the file holds what a job has written to it.
  package func hasWritten(_ file: String, checksum: UInt64) throws(MemoryError) -> Bool {
    try using { state in
      var found = false
      try state.database.prepare("SELECT checksum FROM written WHERE path = ?").run([.text(file)]) {
        found = UInt64(bitPattern: $0.integer(0)) == checksum
      }
      return found
    }
  }

  /// Remembers what is about to be written to a file.
  package func willWrite(_ file: String, checksum: UInt64) throws(MemoryError) {
    try using { state in
      try state.database.prepare("INSERT OR REPLACE INTO written (path, checksum) VALUES (?, ?)")
        .run([.text(file), .integer(Int64(bitPattern: checksum))])
    }
  }

  private func using<Result: Sendable>(_ body: (State) throws -> Result) throws(MemoryError) -> Result {
    try MemoryError.naming(path) { try state.withLock { try body($0) } }
  }
}
