/// Rows of tab-separated text, or of comma-separated text as RFC 4180 has it.
public enum SeparatedRows {
  /// - Returns: the cells of each row, and the line on which it begins, counted from 1. Empty lines are left out.
  public static func rows(of text: String, separator: Character) -> [(line: Int, cells: [String])] {
    separator == "\t" ? tabbed(text) : quoted(text, separator)
  }

  private static func tabbed(_ text: String) -> [(line: Int, cells: [String])] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap { index, line in
      guard !line.allSatisfy(\.isWhitespace) else { return nil }
      return (index + 1, line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }

  private static func quoted(_ text: String, _ separator: Character) -> [(line: Int, cells: [String])] {
    var rows: [(line: Int, cells: [String])] = []
    var (cells, cell, isQuoted, line, first) = ([String](), "", false, 1, 1)
    func isEmpty() -> Bool { cells.isEmpty && cell.allSatisfy(\.isWhitespace) }
    var rest = text[...]
    while let character = rest.popFirst() {
      if character.isNewline { line += 1 }
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
      } else if character == separator {
        cells.append(cell)
        cell = ""
      } else if character.isNewline {
        if !isEmpty() { rows.append((first, cells + [cell])) }
        (cells, cell, first) = ([], "", line)
      } else {
        cell.append(character)
      }
    }
    if !isEmpty() { rows.append((first, cells + [cell])) }
    return rows
  }
}
