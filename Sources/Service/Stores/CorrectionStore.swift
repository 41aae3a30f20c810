import Memory
import Synchronization

/// What people have made of translations: sentence and translation, for whoever asks for the same sentence again.
///
/// All of it lies in memory, too, since it is looked at for every sentence.
package final class CorrectionStore: Sendable {
  package struct Correction: Sendable, Hashable {
    package var pair: LanguagePair
    package var source: String
    package var target: String
    /// Seconds since 1970.
    package var created: Int64
  }

  private struct Key: Hashable {
    var tenant: String
    var pair: LanguagePair
    var source: String
  }

  private let database: ServiceDatabase
  /// The most corrections that are kept: all of them lie in memory.
  static let limit = 100_000
  private let known: Mutex<[Key: String]>

  package init(_ database: ServiceDatabase) throws {
    self.database = database
    let rows = try database.query(
      "SELECT tenant, source_language, target_language, source, target FROM correction"
    ) { row in
      (
        Key(tenant: row.text(0), pair: LanguagePair(source: row.text(1), target: row.text(2)), source: row.text(3)),
        row.text(4)
      )
    }
    known = Mutex(Dictionary(rows) { $1 })
  }

  package var isEmpty: Bool { known.withLock { $0.isEmpty } }

  package func find(_ source: String, pair: LanguagePair, tenant: String) -> String? {
    known.withLock { $0[Key(tenant: tenant, pair: pair, source: source)] }
  }

  /// Keeps a correction: it is on disk when this returns. One for the same sentence goes.
  ///
  /// - Throws: ``ServiceError`` 413 where there are too many.
  package func keep(_ target: String, for source: String, pair: LanguagePair, tenant: String) throws {
    let key = Key(tenant: tenant, pair: pair, source: source)
    guard known.withLock({ $0.count < Self.limit || $0[key] != nil }) else {
      throw ServiceError(413, "There are \(Self.limit) corrections already")
    }
    try database.run(
      "INSERT OR REPLACE INTO correction VALUES(?, ?, ?, ?, ?, ?)",
      [
        .text(tenant), .text(pair.source), .text(pair.target), .text(source), .text(target),
        .integer(ServiceDatabase.now),
      ])
    known.withLock { $0[key] = target }
  }

  package func remove(_ source: String, pair: LanguagePair, tenant: String) throws {
    try database.run(
      "DELETE FROM correction WHERE tenant = ? AND source_language = ? AND target_language = ? AND source = ?",
      [.text(tenant), .text(pair.source), .text(pair.target), .text(source)])
    known.withLock { $0[Key(tenant: tenant, pair: pair, source: source)] = nil }
  }

  /// The latest first.
  package func all(tenant: String) throws -> [Correction] {
    try database.query(
      "SELECT source_language, target_language, source, target, created FROM correction WHERE tenant = ? "
        + "ORDER BY created DESC, source", [.text(tenant)]
    ) { row in
      Correction(
        pair: LanguagePair(source: row.text(0), target: row.text(1)), source: row.text(2), target: row.text(3),
        created: row.integer(4))
    }
  }
}

extension [CorrectionStore.Correction] {
  /// Source, translation and the two languages, a row a correction.
  package var tsv: String {
    func cell(_ text: String) -> String {
      String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
    }
    return map { "\(cell($0.source))\t\(cell($0.target))\t\($0.pair.source)\t\($0.pair.target)\n" }.joined()
  }

  /// TMX 1.4, for translation memories.
  package var tmx: String {
    func unit(_ language: String, _ text: String) -> String {
      "<tuv xml:lang=\"\(XMLText.escaped(language))\"><seg>\(XMLText.escaped(text))</seg></tuv>"
    }
    let units = map { "<tu>\(unit($0.pair.source, $0.source))\(unit($0.pair.target, $0.target))</tu>\n" }.joined()
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <tmx version="1.4"><header creationtool="translate" creationtoolversion="1" datatype="plaintext" segtype="sentence" \
      adminlang="en" srclang="*all*" o-tmf="translate"/><body>
      \(units)</body></tmx>

      """
  }
}
