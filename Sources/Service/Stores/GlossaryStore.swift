import Jobs
import Memory

/// Glossaries: names for dictionaries, each of one pair of languages.
package final class GlossaryStore: Sendable {
  package struct Glossary: Sendable {
    package var id: String
    package var name: String
    /// Seconds since 1970.
    package var created: Int64
    /// Made by version 3 of the API, which knows several dictionaries.
    package var isMultilingual: Bool
    package var dictionaries: [Dictionary]
  }

  package struct Dictionary: Sendable {
    package var pair: LanguagePair
    package var entries: [Entry]
  }

  package struct Entry: Sendable, Hashable {
    package var source: String
    package var target: String
  }

  private let database: ServiceDatabase

  init(_ database: ServiceDatabase) {
    self.database = database
  }

  package func add(_ glossary: Glossary, tenant: String) throws {
    try database.run(
      "INSERT INTO glossary VALUES(?, ?, ?, ?, ?)",
      [
        .text(glossary.id), .text(tenant), .text(glossary.name), .integer(glossary.created),
        .integer(glossary.isMultilingual ? 1 : 0),
      ])
    for dictionary in glossary.dictionaries { try put(dictionary, into: glossary.id) }
  }

  package func rename(_ id: String, _ name: String) throws {
    try database.run("UPDATE glossary SET name = ? WHERE id = ?", [.text(name), .text(id)])
  }

  /// Replaces the dictionary of its pair.
  package func put(_ dictionary: Dictionary, into glossary: String) throws {
    try database.run(
      "INSERT OR REPLACE INTO dictionary VALUES(?, ?, ?, ?)",
      [
        .text(glossary), .text(dictionary.pair.source), .text(dictionary.pair.target),
        .text(GlossaryFormat.tsv(dictionary.entries)),
      ])
  }

  package func removeDictionary(_ pair: LanguagePair, of glossary: String) throws {
    try database.run(
      "DELETE FROM dictionary WHERE glossary = ? AND source_language = ? AND target_language = ?",
      [.text(glossary), .text(pair.source), .text(pair.target)])
  }

  package func remove(_ id: String) throws {
    try database.run("DELETE FROM glossary WHERE id = ?", [.text(id)])
  }

  package func all(tenant: String) throws -> [Glossary] {
    try glossaries(
      "SELECT id, name, created, is_multilingual FROM glossary WHERE tenant = ? ORDER BY created, id", [.text(tenant)])
  }

  /// A glossary of a tenant; nil where there is none.
  package func find(_ id: String, tenant: String) throws -> Glossary? {
    try glossaries(
      "SELECT id, name, created, is_multilingual FROM glossary WHERE id = ? AND tenant = ?", [.text(id), .text(tenant)]
    ).first
  }

  private func glossaries(_ sql: String, _ values: [Statement.Value]) throws -> [Glossary] {
    let found = try database.query(sql, values) {
      Glossary(
        id: $0.text(0), name: $0.text(1), created: $0.integer(2), isMultilingual: $0.integer(3) != 0, dictionaries: [])
    }
    return try found.map { glossary in
      var glossary = glossary
      glossary.dictionaries = try database.query(
        "SELECT source_language, target_language, entries FROM dictionary WHERE glossary = ? ORDER BY rowid",
        [.text(glossary.id)]
      ) {
        Dictionary(
          pair: LanguagePair(source: $0.text(0), target: $0.text(1)),
          entries: (try? GlossaryFormat.entries(of: $0.text(2), format: "tsv")) ?? [])
      }
      return glossary
    }
  }
}

extension GlossaryStore.Glossary {
  /// Its terms for a pair; nil where it has no dictionary for it.
  package func terminology(for pair: LanguagePair) -> Terminology? {
    dictionaries.first { $0.pair == pair }.map { Terminology($0.entries.map { ($0.source, $0.target) }) }
  }
}
