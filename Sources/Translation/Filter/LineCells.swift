import Text

/// Cuts a line into cells at tabs and what else sets cells apart. Each is translated by itself.
enum LineCells {
  /// Cells, and what stands between them with the white space around it, in order. Joined they are the line.
  ///
  /// White space with a line break in it, as in a paragraph of several lines, sets nothing apart.
  static func pieces(of line: String) -> [TextPiece] {
    guard line.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0xC2 || $0 == 0xE2 }),
      line.unicodeScalars.contains(where: \.isCellSeparator)
    else { return [.text(line)] }
    let scalars = line.unicodeScalars
    var pieces: [TextPiece] = []
    var start = scalars.startIndex
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let gap = scalars[index...].prefix { $0.isCellSeparator || $0.properties.isWhitespace }
      guard gap.contains(where: \.isCellSeparator), !gap.contains("\n") else {
        index = gap.isEmpty ? scalars.index(after: index) : gap.endIndex
        continue
      }
      if start < index { pieces.append(.text(String(scalars[start..<index]))) }
      pieces.append(.space(String(gap)))
      (start, index) = (gap.endIndex, gap.endIndex)
    }
    if start < scalars.endIndex { pieces.append(.text(String(scalars[start...]))) }
    return pieces
  }
}
