import IO

/// Why a glossary cannot be used.
public enum GlossaryError: ProgramFailure, Hashable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case program(name: String, reason: String)
  case malformed(path: String, line: Int, reason: String)
  case empty(path: String)
}

extension GlossaryError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .program(let name, let reason): "\(name) failed: \(reason)"
    case .malformed(let path, let line, let reason): "\(path), line \(line): \(reason)"
    case .empty(let path): "\(path): no terms; a line holds a term, a tab (in .csv a comma) and its translation"
    }
  }
}

/// Reads glossaries: a term and its translation a line, with tabs between, or commas where the name ends in `.csv`.
///
/// A first line `source`, `target` names the columns, among which may be `case` (`yes`: capitals count), `forbidden`
/// (translations that are not wanted, `|` between them) and others, which are left out. Lines that begin with `#` are
/// comments.
public enum GlossaryFile {
  private static let limit = 64 << 20

  /// - Throws: ``GlossaryError``, naming file and line.
  public static func terms(in path: String) throws -> [Term] {
    let bytes = try ByteSource<GlossaryError>.contents(of: path, limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GlossaryError.malformed(path: path, line: line(ofInvalid: bytes), reason: "not UTF-8")
    }
    let rows = SeparatedRows.rows(
      of: text.first == "\u{FEFF}" ? String(text.dropFirst()) : text,
      separator: path.lowercased().hasSuffix(".csv") ? "," : "\t")
    var columns = Columns()
    var terms: [Term] = []
    for (index, row) in rows.enumerated() where row.cells.first?.first != "#" {
      if index == 0, let named = Columns(header: row.cells) {
        columns = named
        continue
      }
      do throws(RowError) { terms.append(try columns.term(row.cells)) } catch {
        throw GlossaryError.malformed(path: path, line: row.line, reason: error.reason)
      }
    }
    if terms.isEmpty { throw GlossaryError.empty(path: path) }
    return terms
  }

  private static func line(ofInvalid bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }

  private struct RowError: Error {
    var reason: String
  }

  /// Where in a row things stand.
  private struct Columns {
    var source = 0
    var target = 1
    var matchesCase: Int?
    var forbidden: Int?

    init() {}

    init?(header: [String]) {
      let names = header.map { Self.trimmed($0).lowercased() }
      guard let source = names.firstIndex(of: "source"), let target = names.firstIndex(of: "target") else { return nil }
      (self.source, self.target) = (source, target)
      matchesCase = names.firstIndex(of: "case")
      forbidden = names.firstIndex(of: "forbidden")
    }

    func term(_ cells: [String]) throws(RowError) -> Term {
      func cell(_ column: Int?) -> String {
        column.flatMap { cells.indices.contains($0) ? Self.trimmed(cells[$0]) : nil } ?? ""
      }
      let (term, translation) = (cell(source), cell(target))
      guard cells.count > max(source, target) else {
        throw RowError(reason: "one column only; between a term and its translation stands a tab (in .csv a comma)")
      }
      guard !term.isEmpty, !translation.isEmpty else { throw RowError(reason: "a term or its translation is empty") }
      guard !TermWords(term).words.isEmpty else { throw RowError(reason: "'\(term)' has no letters or digits") }
      let isCased: Bool? =
        switch cell(matchesCase).lowercased() {
        case "yes", "true", "1": true
        case "no", "false", "0": false
        case "": nil
        case let other: throw RowError(reason: "case must be yes or no, not '\(other)'")
        }
      return Term(
        source: term, target: translation,
        forbidden: cell(forbidden).split(separator: "|").map { Self.trimmed(String($0)) }, matchesCase: isCased)
    }

    private static func trimmed(_ text: String) -> String {
      String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }
}

extension Glossary {
  /// The glossary in a file; see ``GlossaryFile``.
  ///
  /// - Throws: ``GlossaryError``, naming file and line.
  public convenience init(file path: String, sourceLanguage: String) throws {
    self.init(try GlossaryFile.terms(in: path), sourceLanguage: sourceLanguage)
  }
}
