/// A table in box-drawing characters: the first column to the right, the others centred. Cells may have several lines.
struct GridTable {
  let header: [String]
  let rows: [[String]]

  func formatted() -> String {
    let widths = header.indices.map { column in
      let cells = rows.map { GridTable.width($0[column]) }
      return max(GridTable.width(header[column]) + 2, cells.max() ?? 0)
    }
    let body = rows.map { render($0, widths) }.joined(separator: rule("├", "─", "┼", "┤", widths))
    return rule("╒", "═", "╤", "╕", widths) + render(header, widths) + rule("╞", "═", "╪", "╡", widths) + body
      + rule("╘", "═", "╧", "╛", widths).dropLast()
  }

  private static func lines(_ cell: String) -> [Substring] {
    cell.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func width(_ cell: String) -> Int { lines(cell).map(TerminalColours.visibleWidth).max() ?? 0 }

  private func rule(_ left: String, _ line: String, _ cross: String, _ right: String, _ widths: [Int]) -> String {
    left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: cross) + right + "\n"
  }

  private func render(_ row: [String], _ widths: [Int]) -> String {
    let cells = row.map(GridTable.lines)
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { index in
      let parts = cells.indices.map { column in
        pad(index < cells[column].count ? cells[column][index] : "", to: widths[column], centred: column > 0)
      }
      return "│ " + parts.joined(separator: " │ ") + " │\n"
    }.joined()
  }

  private func pad(_ text: Substring, to width: Int, centred: Bool) -> String {
    let space = width - TerminalColours.visibleWidth(text)
    let left = centred ? space / 2 : space
    return String(repeating: " ", count: left) + text + String(repeating: " ", count: space - left)
  }
}
