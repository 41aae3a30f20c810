/// Entries of a glossary as tab- or comma-separated text.
package enum GlossaryFormat {
  private static let limit = 100_000

  /// - Throws: ``ServiceError`` 400, naming the line.
  package static func entries(of text: String, format: String) throws(ServiceError) -> [GlossaryStore.Entry] {
    let rows: [[String]] =
      switch format {
      case "tsv":
        text.split(whereSeparator: \.isNewline).map {
          $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
      case "csv": csvRows(text)
      default: throw ServiceError(400, "Value for 'entries_format' not supported")
      }
    var entries: [GlossaryStore.Entry] = []
    var seen: Set<String> = []
    for (number, row) in rows.enumerated() where !(row.count == 1 && row[0].allSatisfy(\.isWhitespace)) {
      guard row.count >= 2 else {
        throw invalid(number, format == "tsv" ? "Term separator not found" : "Key with empty value")
      }
      let (source, target) = (trimmed(row[0]), trimmed(row[1]))
      guard !source.isEmpty, !target.isEmpty else { throw invalid(number, "Key or value is empty") }
      guard seen.insert(source).inserted else { throw invalid(number, "Duplicate key \"\(source)\"") }
      entries.append(GlossaryStore.Entry(source: source, target: target))
      guard entries.count <= limit else { throw ServiceError(413, "More than \(limit) entries") }
    }
    guard !entries.isEmpty else { throw ServiceError(400, "Bad request: Invalid glossary entries provided: none") }
    return entries
  }

  package static func tsv(_ entries: [GlossaryStore.Entry]) -> String {
    entries.map { "\($0.source)\t\($0.target)" }.joined(separator: "\n")
  }

  private static func invalid(_ row: Int, _ reason: String) -> ServiceError {
    ServiceError(400, "Bad request: Invalid glossary entries provided: line \(row + 1): \(reason)")
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// RFC 4180.
  private static func csvRows(_ text: String) -> [[String]] {
    var (rows, row, cell): ([[String]], [String], String) = ([], [], "")
    var isQuoted = false
    var rest = text[...]
    while let character = rest.popFirst() {
      if isQuoted {
        if character != "\"" {
          cell.append(character)
        } else if rest.first == "\"" {
          cell.append("\"")
          rest.removeFirst()
        } else {
          isQuoted = false
        }
      } else if character == "\"" {
        isQuoted = true
      } else if character == "," {
        row.append(cell)
        cell = ""
      } else if character.isNewline {
        rows.append(row + [cell])
        (row, cell) = ([], "")
      } else {
        cell.append(character)
      }
    }
    if !row.isEmpty || !cell.isEmpty { rows.append(row + [cell]) }
    return rows
  }
}
