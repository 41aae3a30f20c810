import Synchronization
import Text
import Translation

/// Translations that people have made, in a SQLite file, to be found by their source or by one like it.
///
/// What ``add(_:)`` has returned from is on disk. Several processes may share the file. May be shared between threads.
package final class PastStore: Sendable {
  package let path: String
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    let database: Database
    let index: GramIndex
    let exact: Statement
    let byID: Statement
    let insert: Statement
  }

  /// Opens the memory in `path`, which is made where it is missing.
  ///
  /// - Throws: ``MemoryError``.
  package init(path: String) throws(MemoryError) {
    self.path = path
    state = try MemoryError.naming(path) {
      let database = try Database(path: path)
      try MemorySchema.prepare(database, path: path)
      return Mutex(try Self.state(database))
    }
  }

  private static func state(_ database: Database) throws -> sending State {
    State(
      database: database, index: try GramIndex(database),
      exact: try database.prepare(
        "SELECT id FROM units WHERE source = ? AND source_language = ? AND target_language = ?"),
      byID: try database.prepare("SELECT \(columns) FROM units WHERE id = ?"),
      insert: try database.prepare(
        """
        INSERT INTO units (source_language, target_language, source, target, kind, origin, output, model, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """))
  }

  private static let columns = "source_language, target_language, source, target, kind, origin, output, model, created"

  private static func unit(_ row: Statement) -> PastUnit {
    PastUnit(
      LanguagePair(source: row.text(0), target: row.text(1)), row.text(2), row.text(3),
      kind: PastUnit.Kind(rawValue: row.text(4)) ?? .imported, origin: row.text(5),
      output: row.isNull(6) ? nil : row.text(6), model: row.isNull(7) ? nil : row.text(7), created: row.integer(8))
  }

  // MARK: Changing

  /// Adds units, all of them or, when that fails, none. One with the same source and languages gives way, unless it is a
  /// correction and the new one is not.
  package func add(_ units: [PastUnit]) throws(MemoryError) {
    try using { state in
      try state.database.transaction {
        try state.index.change {
          for unit in units { try Self.add(unit, state) }
        }
      }
    }
  }

  private static func add(_ unit: PastUnit, _ state: State) throws {
    var old: Int64?
    try state.exact.run([.text(unit.source), .text(unit.languages.source), .text(unit.languages.target)]) {
      old = $0.integer(0)
    }
    if let old {
      if unit.kind == .imported, try find(old, state)?.kind == .correction { return }
      try remove(old, state)
    }
    func optional(_ text: String?) -> Statement.Value { text.map { .text($0) } ?? .null }
    try state.insert.run([
      .text(unit.languages.source), .text(unit.languages.target), .text(unit.source), .text(unit.target),
      .text(unit.kind.rawValue), .text(unit.origin), optional(unit.output), optional(unit.model),
      .integer(unit.created),
    ])
    try state.index.add(unit, id: state.database.lastInsertedRow)
  }

  private static func find(_ id: Int64, _ state: State) throws -> PastUnit? {
    var found: PastUnit?
    try state.byID.run([.integer(id)]) { found = unit($0) }
    return found
  }

  private static func remove(_ id: Int64, _ state: State) throws {
    guard let unit = try find(id, state) else { return }
    try state.index.remove(unit, id: id)
    try state.database.prepare("DELETE FROM units WHERE id = ?").run([.integer(id)])
  }

  /// Removes what `filter` selects. Returns how many units that were.
  package func remove(_ filter: Filter) throws(MemoryError) -> Int {
    try using { state in
      var ids: [Int64] = []
      try state.database.prepare("SELECT id FROM units WHERE \(filter.condition)").run(filter.values) {
        ids.append($0.integer(0))
      }
      try state.database.transaction {
        try state.index.change { for id in ids { try Self.remove(id, state) } }
      }
      return ids.count
    }
  }

  // MARK: Finding

  /// The unit with this very source.
  package func exact(_ source: String, _ languages: LanguagePair) throws(MemoryError) -> PastUnit? {
    try using { try Self.exact(source, languages, $0) }
  }

  private static func exact(_ source: String, _ languages: LanguagePair, _ state: State) throws -> PastUnit? {
    var id: Int64?
    try state.exact.run([.text(source), .text(languages.source), .text(languages.target)]) { id = $0.integer(0) }
    return try id.flatMap { try find($0, state) }
  }

  /// The units whose sources are most like `source`, the nearest first.
  package func nearest(
    to source: String, _ languages: LanguagePair, count: Int = 1, atLeast least: Float
  ) throws(MemoryError) -> [(unit: PastUnit, similarity: Float)] {
    try using { state in
      let own = MemoryWords(source)
      var found: [(unit: PastUnit, similarity: Float)] = []
      if let unit = try Self.exact(source, languages, state) { found.append((unit, 1)) }
      if found.count >= count { return found }
      for id in try state.index.candidates(own, languages) {
        guard let unit = try Self.find(id, state), unit.source != source else { continue }
        // Texts that differ in signs the words do not show are not the same text.
        let similarity = min(own.similarity(to: MemoryWords(unit.source)), 0.99)
        if similarity >= least { found.append((unit, similarity)) }
      }
      return Array(found.sorted { $0.similarity > $1.similarity }.prefix(count))
    }
  }

  /// Calls `body` with every unit that `filter` selects, in the order in which they came, with a bounded number of them in
  /// memory.
  package func forEach(_ filter: Filter = Filter(), _ body: (PastUnit) throws -> Void) throws {
    var last: Int64 = 0
    while true {
      let page = try using { state in
        var page: [(id: Int64, unit: PastUnit)] = []
        let condition = "(\(filter.condition)) AND id > ? ORDER BY id LIMIT 1000"
        try state.database.prepare("SELECT \(Self.columns), id FROM units WHERE \(condition)")
          .run(filter.values + [.integer(last)]) { page.append(($0.integer(9), Self.unit($0))) }
        return page
      }
      guard let end = page.last else { return }
      for (_, unit) in page { try body(unit) }
      last = end.id
    }
  }

  /// How many units there are, by languages, kind and origin.
  package func counts() throws(MemoryError) -> [(languages: LanguagePair, kind: String, origin: String, count: Int)] {
    try using { state in
      var counts: [(languages: LanguagePair, kind: String, origin: String, count: Int)] = []
      try state.database.prepare(
        """
        SELECT source_language, target_language, kind, origin, count(*) FROM units
        GROUP BY source_language, target_language, kind, origin ORDER BY 1, 2, 3, 4
        """
      ).run { row in
        let languages = LanguagePair(source: row.text(0), target: row.text(1))
        counts.append((languages, row.text(2), row.text(3), Int(row.integer(4))))
      }
      return counts
    }
  }

  package var isEmpty: Bool {
    get throws(MemoryError) {
      try using { state in
        var isEmpty = true
        try state.database.prepare("SELECT 1 FROM units LIMIT 1").run { _ in isEmpty = false }
        return isEmpty
      }
    }
  }

  private func using<Result: Sendable>(_ body: (State) throws -> Result) throws(MemoryError) -> Result {
    try MemoryError.naming(path) { try state.withLock { try body($0) } }
  }
}

extension PastStore {
  /// Which units; as it comes all of them.
  package struct Filter: Sendable {
    fileprivate var condition = "1"
    fileprivate var values: [Statement.Value] = []

    package init() {}

    private mutating func add(_ condition: String, _ value: String) {
      self.condition += " AND \(condition)"
      values.append(.text(value))
    }

    package mutating func source(_ text: String) { add("source = ?", text) }
    package mutating func origin(_ name: String) { add("origin = ?", name) }
    package mutating func kind(_ kind: PastUnit.Kind) { add("kind = ?", kind.rawValue) }
    package mutating func languages(_ languages: LanguagePair) {
      add("source_language = ?", languages.source)
      add("target_language = ?", languages.target)
    }
  }

  /// What the engine asks: the nearest past translation into these languages that is at least so similar. A memory that
  /// fails finds nothing, and says so once.
  package func pastTranslations(
    _ languages: LanguagePair, atLeast least: Float, onError: @escaping @Sendable (MemoryError) -> Void
  ) -> PastTranslations {
    let answers = Mutex(RecentAnswers())
    return PastTranslations { [self] text in
      if let known = answers.withLock({ $0[text] }) { return known }
      var answer: PastTranslation?
      do throws(MemoryError) {
        answer = try nearest(to: text, languages, atLeast: least).first.map { found in
          PastTranslation(
            source: found.unit.source, translation: found.unit.target, similarity: found.similarity,
            origin: found.unit.origin)
        }
      } catch {
        if answers.withLock({ $0.isFirstError() }) { onError(error) }
      }
      answers.withLock { $0[text] = .some(answer) }
      return answer
    }
  }

  /// What has just been asked: a segment is looked up each time that it is tried.
  private struct RecentAnswers {
    private var answers: [String: PastTranslation?] = [:]
    private var hasFailed = false

    subscript(text: String) -> PastTranslation?? {
      get { answers[text] }
      set {
        if answers.count >= 4096 { answers = [:] }
        answers[text] = newValue
      }
    }

    mutating func isFirstError() -> Bool {
      defer { hasFailed = true }
      return !hasFailed
    }
  }
}
