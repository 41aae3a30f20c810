/// Plain text as paragraphs: wrapped lines that belong together, list items, cells of tables.
///
/// Lines are taken to be wrapped when the text fills them: a line that would have had room for the next word ends a
/// paragraph. That is a guess, and it decides only what is translated together.
struct TextLayout {
  /// Lines of one segment. Texts stand in `ranges`, one for each line.
  struct Paragraph {
    var ranges: [Range<Int>]
    /// Where its first line's text begins, in characters from the margin on.
    var column: Int
    /// What stands before the text of its second and following lines.
    var margin: String
    /// Lines are filled up to here; nil: the paragraph is one line.
    var width: Int?
    /// The translation has as many lines, unless they would be much longer.
    var keepsLines = false

    var range: Range<Int> { (ranges.first?.lowerBound ?? 0)..<(ranges.last?.upperBound ?? 0) }
  }

  private(set) var paragraphs: [Paragraph] = []
  private let bytes: [UInt8]
  private let mode: DocumentOptions.LineMode
  /// Lines of text in a row, all of which could be one paragraph.
  private var block: [(line: TextLine, cell: Range<Int>)] = []

  init(_ bytes: [UInt8], _ range: Range<Int>, mode: DocumentOptions.LineMode) {
    self.bytes = bytes
    self.mode = mode
    for range in bytes.lines(in: range) {
      let line = TextLine(bytes, range, findsCells: mode != .lines)
      if mode == .lines || line.cells.isEmpty || !continues(line) { finishBlock() }
      for cell in line.cells.dropLast() { append([(line, cell)], width: nil) }
      if let last = line.cells.last { block.append((line, last)) }
    }
    finishBlock()
    if mode == .paragraphs { giveSingleLinesTheWidthOfOthers() }
  }

  /// Whether a line may belong to the paragraph above it, by its indentation.
  private func continues(_ line: TextLine) -> Bool {
    guard let first = block.first, let cell = line.cells.first, line.cells.count == 1, line.bullet == nil else {
      return false
    }
    let column = column(line, cell.lowerBound)
    guard quotes(line) == quotes(first.line) else { return false }
    if block.count > 1 { return column == self.column(block[1].line, block[1].cell.lowerBound) }
    let firstColumn = self.column(first.line, first.cell.lowerBound)
    let isPlain = first.line.bullet == nil && first.line.cells.count == 1
    return column == firstColumn || (column < firstColumn && (isPlain || first.line.bullet != nil))
  }

  private func quotes(_ line: TextLine) -> Int { bytes[line.margin].count { $0 == UInt8(ascii: ">") } }

  /// Characters between the start of a line and an offset in it; tabs go to multiples of eight.
  private func column(_ line: TextLine, _ offset: Int) -> Int {
    bytes[line.margin.lowerBound..<offset].reduce(0) { column, byte in
      if byte == .tab { return column / 8 * 8 + 8 }
      return byte & 0xC0 == 0x80 ? column : column + 1
    }
  }

  private mutating func finishBlock() {
    defer { block = [] }
    let width = block.map { column($0.line, $0.line.end) }.max() ?? 0
    guard mode != .value, !hasSentenceOnEachLine else {
      return appendLines(width: width)
    }
    var lines: [(line: TextLine, cell: Range<Int>)] = []
    for item in block {
      if let last = lines.last, !isWrapped(last, before: item.cell, width: width) {
        append(lines, width: width)
        lines = []
      }
      lines.append(item)
    }
    append(lines, width: width)
  }

  private var hasSentenceOnEachLine: Bool {
    block.count > 1 && block.allSatisfy { string($0.cell).endsSentence }
  }

  /// Joins lines only where a sentence plainly goes on.
  private mutating func appendLines(width: Int) {
    var lines: [(line: TextLine, cell: Range<Int>)] = []
    for item in block {
      if let last = lines.last,
        string(last.cell).endsSentence || !startsInLowercase(item.cell) || mode != .value || width < 20
      {
        append(lines, width: width)
        lines = []
      }
      lines.append(item)
    }
    append(lines, width: width)
  }

  /// Narrow text, and lines with room left, are wrapped only where a sentence plainly goes on.
  private func isWrapped(_ item: (line: TextLine, cell: Range<Int>), before next: Range<Int>, width: Int) -> Bool {
    let word = bytes.skip(next) { !$0.isSpace } - next.lowerBound
    let wouldEnd = column(item.line, item.line.end) + 1 + word
    if width >= 50, wouldEnd * 10 > width * 7 { return true }
    let text = String(decoding: bytes[item.cell], as: UTF8.self)
    guard let last = text.unicodeScalars.last, width >= 20 else { return false }
    return !".:;?!".unicodeScalars.contains(last) && startsInLowercase(next)
  }

  private func startsInLowercase(_ range: Range<Int>) -> Bool {
    String(decoding: bytes[range].prefix(8), as: UTF8.self).unicodeScalars.first?.properties.isLowercase ?? false
  }

  private mutating func append(_ lines: [(line: TextLine, cell: Range<Int>)], width: Int?) {
    guard let first = lines.first, String(decoding: bytes[first.cell], as: UTF8.self).hasLetters else { return }
    let column = column(first.line, first.cell.lowerBound)
    let margin = lines.count > 1 ? string(lines[1].line.margin) : string(first.line.margin)
    let missing = lines.count > 1 ? 0 : column - self.column(first.line, first.line.margin.upperBound)
    paragraphs.append(
      Paragraph(
        ranges: lines.map(\.cell), column: column, margin: margin + String(repeating: " ", count: missing),
        width: lines.count > 1 ? width : nil, keepsLines: mode == .value || (width ?? 0) < 60))
  }

  private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Where a text is wrapped, what was one line may need two.
  private mutating func giveSingleLinesTheWidthOfOthers() {
    guard let width = paragraphs.compactMap(\.width).max() else { return }
    for index in paragraphs.indices where paragraphs[index].width == nil {
      let paragraph = paragraphs[index]
      let isLastOnLine = bytes.skip(paragraph.range.upperBound..<bytes.count) { $0.isBlank }
      let endsLine = isLastOnLine == bytes.count || bytes[isLastOnLine].isSpace
      if endsLine, paragraph.column + string(paragraph.range).count <= width { paragraphs[index].width = width }
    }
  }
}
