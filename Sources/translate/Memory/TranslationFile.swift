import Corpora
import IO
import Terminology
import Text

/// A file of translations: gettext PO, TMX, XLIFF, or a table, tab-separated or `.csv`.
struct TranslationFile {
  let path: String
  let languages: LanguagePair

  /// A row: what was translated, its translation, and, in a table's third column, what it was before it was corrected.
  struct Row {
    var source: String
    var target: String
    var output: String?
  }

  /// Calls `body` with every row, in order.
  ///
  /// - Throws: ``CorpusError``, and what `body` throws.
  func readRows(_ body: @escaping (Row) throws -> Void) throws {
    switch try format() {
    case .po:
      for message in try POFile.messages(path: path) where !message.source.isEmpty {
        try body(Row(source: message.source, target: message.target))
      }
    case .tmx: try stream(XMLTranslationUnits(languages: languages).forEachInTMX, body)
    case .xliff: try stream(XMLTranslationUnits(languages: languages).forEachInXLIFF, body)
    default: try forEachInTable(body)
    }
  }

  private func format() throws -> CorpusFormat {
    switch CorpusFormat(path: path) {
    case .po: return .po
    case .tmx: return .tmx
    case .xliff: return .xliff
    case .tsv: return .tsv
    case .moses where path.lowercased().hasSuffix(".csv"): return .tsv
    default: throw CorpusError.unknownFormat(path: path)
    }
  }

  /// Units are read one by one; an error of `body` ends the reading.
  private func stream(
    _ units: (String, (TextPair) throws(CorpusError) -> Void) throws(CorpusError) -> Void,
    _ body: @escaping (Row) throws -> Void
  ) throws {
    var failure: (any Error)?
    try units(path) { pair in
      guard failure == nil else { return }
      do { try body(Row(source: pair.source, target: pair.target)) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func forEachInTable(_ body: (Row) throws -> Void) throws {
    if path.lowercased().hasSuffix(".csv") {
      let text = String(decoding: try WholeFile<CorpusError>.bytes(at: path), as: UTF8.self)
      for row in SeparatedRows.rows(of: text, separator: ",") { try add(row.cells, line: row.line, body) }
      return
    }
    let lines = try LineStream<CorpusError>(path: path)
    while let line = try lines.next() {
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try add(cells, line: lines.number, body)
    }
  }

  private func add(_ cells: [String], line: Int, _ body: (Row) throws -> Void) throws {
    if line == 1, cells.first?.lowercased() == "source" { return }
    guard cells.count >= 2 else {
      throw CorpusError.malformed(
        path: path, format: "table",
        reason: "line \(line) has one column; a source, a tab and its translation are wanted")
    }
    try body(Row(source: cells[0], target: cells[1], output: cells.count > 2 && !cells[2].isEmpty ? cells[2] : nil))
  }
}
