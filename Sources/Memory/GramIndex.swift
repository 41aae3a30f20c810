import Text

/// Finds units by the words and pairs of words of their sources: SQLite's full-text index (FTS5) without the texts, which
/// the units have.
final class GramIndex {
  private let database: Database
  private let insert: Statement
  private let delete: Statement
  private let match: Statement
  private var counts: GramCounts
  /// The state of ``counts`` in the file.
  private var version: Int64 = -1

  /// Units that one gram may name, and all together: what a look-up costs is bounded by them.
  private static let mostOfGram = 1500
  private static let mostOfAll = 5000
  private static let mostGrams = 10
  /// Units whose texts are compared.
  private static let mostCandidates = 24

  init(_ database: Database) throws {
    self.database = database
    counts = GramCounts()
    insert = try database.prepare("INSERT INTO unit_grams (rowid, grams) VALUES (?, ?)")
    delete = try database.prepare("INSERT INTO unit_grams (unit_grams, rowid, grams) VALUES ('delete', ?, ?)")
    match = try database.prepare("SELECT rowid FROM unit_grams WHERE unit_grams MATCH ? LIMIT ?")
    try readCounts()
  }

  /// Runs changes of the index within a transaction: the counts are stored after them.
  func change(_ body: () throws -> Void) throws {
    try readCounts()
    do {
      try body()
      version += 1
      try database.prepare("INSERT OR REPLACE INTO gram_counts (id, version, counts) VALUES (0, ?, ?)")
        .run([.integer(version), .bytes(counts.bytes)])
    } catch {
      version = -1
      throw error
    }
  }

  /// Another process may have added units.
  private func readCounts() throws {
    var latest: Int64 = 0
    try database.prepare("SELECT version FROM gram_counts").run { latest = $0.integer(0) }
    guard latest != version else { return }
    counts = GramCounts()
    try database.prepare("SELECT counts FROM gram_counts").run { counts = GramCounts(bytes: $0.bytes(0)) }
    version = latest
  }

  func add(_ unit: PastUnit, id: Int64) throws { try apply(insert, unit, id, change: 1) }

  func remove(_ unit: PastUnit, id: Int64) throws { try apply(delete, unit, id, change: -1) }

  private func apply(_ statement: Statement, _ unit: PastUnit, _ id: Int64, change: Int) throws {
    let terms = Self.terms(MemoryWords(unit.source), unit.languages)
    for term in terms { counts.add(term, change) }
    try statement.run([.integer(id), .text(terms.joined(separator: " "))])
  }

  /// Grams as the index has them: languages, and words joined by what no word holds. Sorted, so that what is deleted is
  /// what was inserted.
  private static func terms(_ words: MemoryWords, _ languages: LanguagePair) -> [String] {
    let pair = letters("\(languages.source)\(languages.target)")
    return words.grams.map { "\(pair)\u{2E31}\($0.replacing(" ", with: "\u{2E31}"))" }.sorted()
  }

  private static func letters(_ text: String) -> String {
    String(text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic }.map(Character.init))
  }

  /// The units that share the rarest grams, those with most of them first.
  func candidates(_ words: MemoryWords, _ languages: LanguagePair) throws -> [Int64] {
    try readCounts()
    let grams = Self.terms(words, languages).map { (term: $0, count: counts.count($0)) }
      .filter { $0.count > 0 }.sorted { ($0.count, $0.term) < ($1.count, $1.term) }
    var votes: [Int64: Float] = [:]
    var seen = 0
    for (term, count) in grams.prefix(Self.mostGrams) where seen < Self.mostOfAll {
      let weight = 1 / Float(min(count, Self.mostOfGram)).squareRoot()
      try match.run([.text("\"\(term)\""), .integer(Int64(Self.mostOfGram))]) { row in
        votes[row.integer(0), default: 0] += weight
        seen += 1
      }
    }
    return votes.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(Self.mostCandidates).map(\.key)
  }
}
