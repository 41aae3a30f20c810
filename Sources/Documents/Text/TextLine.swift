import Text

/// What stands on one line of plain text: `> * Label   text` has a margin, a bullet and two cells.
struct TextLine {
  /// White space and quotation marks of mail (`>`).
  var margin: Range<Int>
  var bullet: Range<Int>?
  /// Text between wide gaps: one piece, mostly. Empty on a line without letters.
  var cells: [Range<Int>]
  /// Where the line's text ends, white space after it not counted.
  var end: Int

  /// What is longer is no line of a table.
  private static let longest = 1000

  init(_ bytes: [UInt8], _ range: Range<Int>, findsCells: Bool) {
    let trimmed = bytes.trimmed(range)
    end = max(trimmed.upperBound, range.lowerBound)
    let marginEnd = bytes.skip(range.lowerBound..<end) { $0.isSpace || $0 == UInt8(ascii: ">") }
    margin = range.lowerBound..<marginEnd
    bullet = Self.bullet(bytes, marginEnd..<end)
    let text = (bullet?.upperBound ?? marginEnd)..<end
    guard String(decoding: bytes[text], as: UTF8.self).hasLetters else {
      cells = []
      return
    }
    cells = findsCells && text.count < Self.longest ? Self.cells(bytes, text) : [text]
  }

  /// A list item's mark with the white space after it: `-`, `*`, `+`, `•`, `o`, `1.`, `12)`, `(3)`, `a)`.
  private static func bullet(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    let end = bytes.skip(range) { !$0.isSpace }
    let textStart = bytes.skip(end..<range.upperBound) { $0.isBlank }
    guard textStart > end, end - range.lowerBound <= 5 else { return nil }
    let mark = String(decoding: bytes[range.lowerBound..<end], as: UTF8.self)
    if ["-", "*", "+", "•", "·", "–", "—", "**", "--"].contains(mark) { return range.lowerBound..<textStart }
    if mark == "o" { return textStart > end + 1 ? range.lowerBound..<textStart : nil }
    guard let last = mark.last, last == "." || last == ")" else { return nil }
    let body = mark.dropLast().drop { $0 == "(" }
    let isNumber = !body.isEmpty && body.allSatisfy { $0.isASCII && $0.isNumber }
    let isLetter =
      body.count == 1 && body.allSatisfy { $0.isASCII && $0.isLetter && (last == ")" || $0.isLowercase) }
    return isNumber || isLetter ? range.lowerBound..<textStart : nil
  }

  /// The cells of a line of a table that is drawn with `|`.
  private static func columns(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>]? {
    let bar = UInt8(ascii: "|")
    guard bytes[range.lowerBound] == bar, bytes[range.upperBound - 1] == bar, range.count > 2 else { return nil }
    var cells: [Range<Int>] = []
    var start = range.lowerBound + 1
    while start < range.upperBound {
      let end = bytes.skip(start..<range.upperBound) { $0 != bar }
      let cell = bytes.trimmed(start..<end)
      if String(decoding: bytes[cell], as: UTF8.self).hasLetters { cells.append(cell) }
      start = end + 1
    }
    return cells
  }

  /// Cuts at tabs and at three spaces, after an option such as `-v` at two.
  private static func cells(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    if let columns = columns(bytes, range) { return columns }
    let widest = bytes[range.lowerBound] == UInt8(ascii: "-") ? 2 : 3
    var cells: [Range<Int>] = []
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      let next = bytes.skip(index..<range.upperBound) { $0.isBlank }
      if next - index >= widest || bytes[index..<next].contains(.tab) {
        cells.append(start..<index)
        start = next
      }
      index = max(next, index + 1)
    }
    return cells + [start..<range.upperBound]
  }
}
