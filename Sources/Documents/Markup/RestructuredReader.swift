/// Cuts reStructuredText into blocks by the indentation of its lines.
struct RestructuredReader {
  let source: SourceText
  let lines: [Range<Int>]
  var blocks: [MarkupBlock] = []

  init(_ source: SourceText) {
    self.source = source
    lines = source.bytes.lines(in: source.start..<source.bytes.count)
  }

  mutating func read() -> [MarkupBlock] {
    read(lines.indices)
    return blocks
  }

  func text(_ index: Int) -> Range<Int> { source.bytes.trimmed(lines[index]) }
  func isEmpty(_ index: Int) -> Bool { text(index).isEmpty }
  func indentation(_ index: Int) -> Int { text(index).lowerBound - lines[index].lowerBound }
  func string(_ index: Int) -> String { source.string(text(index)) }

  /// A line of one mark of punctuation over and over.
  func isRule(_ index: Int) -> Bool {
    guard lines.indices.contains(index), indentation(index) == 0 else { return false }
    let range = text(index)
    guard range.count >= 2, let first = source.bytes[range].first, first.isASCIIPunctuation else { return false }
    return source.bytes[range].allSatisfy { $0 == first }
  }

  /// The end of lines that are indented more than a number of columns, empty ones between them included.
  func blockEnd(_ start: Int, deeperThan columns: Int, _ limit: Int) -> Int {
    var end = start
    while end < limit, isEmpty(end) || indentation(end) > columns { end += 1 }
    return end
  }

  mutating func read(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound { index = max(readBlock(index, range.upperBound), index + 1) }
  }

  /// Returns the line behind what begins at a line.
  private mutating func readBlock(_ index: Int, _ limit: Int) -> Int {
    guard !isEmpty(index) else { return index + 1 }
    let text = string(index)
    if text == ".." || text.hasPrefix(".. ") { return readExplicit(index, limit) }
    if text.hasPrefix(">>>") { return paragraphEnd(index, limit) }
    if text.hasPrefix("__ ") { return index + 1 }
    if isTable(index) { return tableEnd(index, limit) }
    if isRule(index) {
      let hasTitle = index + 2 < limit && !isEmpty(index + 1) && isRule(index + 2)
      guard hasTitle else { return index + 1 }
      blocks.append(
        MarkupBlock(lines: [self.text(index + 1)], underline: self.text(index + 2), overline: self.text(index)))
      return index + 3
    }
    if index + 1 < limit, isRule(index + 1), indentation(index) == 0,
      self.text(index + 1).count >= min(source.string(self.text(index)).width, 4)
    {
      blocks.append(MarkupBlock(lines: [self.text(index)], underline: self.text(index + 1)))
      return index + 2
    }
    return readParagraph(index, limit)
  }

  func paragraphEnd(_ index: Int, _ limit: Int) -> Int {
    var end = index + 1
    while end < limit, !isEmpty(end) { end += 1 }
    return end
  }

  /// Tables are drawn with `+---+`, or with `====  ====`.
  private func isTable(_ index: Int) -> Bool {
    let text = string(index)
    return text.hasPrefix("+-") || text.hasPrefix("+=")
      || (text.hasPrefix("==") && text.contains(" ") && text.allSatisfy { $0 == "=" || $0 == " " })
  }

  private func tableEnd(_ index: Int, _ limit: Int) -> Int {
    if string(index).hasPrefix("+") { return paragraphEnd(index, limit) }
    var rules = 1
    var end = index + 1
    while end < limit, rules < 3 {
      if isTable(end) { rules += 1 }
      if isEmpty(end), rules == 2, end + 1 == limit || isEmpty(end + 1) { break }
      end += 1
    }
    return end
  }
}
