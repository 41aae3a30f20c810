/// Paragraphs, items, fields, definitions.
extension RestructuredReader {
  mutating func readParagraph(_ index: Int, _ limit: Int) -> Int {
    let column = indentation(index)
    let range = text(index)
    if let start = markEnd(range) {
      // An item: what is indented as far as its text belongs to it.
      var end = index + 1
      while end < limit, !isEmpty(end), indentation(end) >= start - lines[index].lowerBound { end += 1 }
      blocks.append(MarkupBlock(lines: [start..<range.upperBound] + ((index + 1)..<end).map { text($0) }))
      return afterLiteral(end, [index, end - 1], column, limit)
    }
    var end = index + 1
    while end < limit, !isEmpty(end), indentation(end) == column, markEnd(text(end)) == nil || !startsWithMark(end),
      !(isRule(end)), !string(end).hasPrefix(".. ")
    { end += 1 }
    if end < limit, !isEmpty(end), indentation(end) > column, end == index + 1 {
      // A term, whose definition is indented below it.
      blocks.append(MarkupBlock(lines: [range]))
      return end
    }
    let last = end - 1
    var texts = (index..<end).map { text($0) }
    if source.string(texts[texts.count - 1]).hasSuffix("::") {
      let shortened = texts[texts.count - 1]
      texts[texts.count - 1] = shortened.lowerBound..<(shortened.upperBound - 2)
    }
    blocks.append(MarkupBlock(lines: texts.filter { !$0.isEmpty }))
    return afterLiteral(end, [last], column, limit)
  }

  private func startsWithMark(_ index: Int) -> Bool { string(index).first.map { "-*+•:|".contains($0) } ?? false }

  /// Passes over a literal block behind a paragraph that ends in two colons.
  private func afterLiteral(_ end: Int, _ indices: [Int], _ column: Int, _ limit: Int) -> Int {
    let isLiteral = indices.contains { string($0).hasSuffix("::") }
    return isLiteral ? blockEnd(end, deeperThan: column, limit) : end
  }

  /// The text behind the mark of an item, a field or a line: `-`, `*`, `+`, `1.`, `#.`, `(a)`, `:name:`, `|`.
  private func markEnd(_ range: Range<Int>) -> Int? {
    let bytes = source.bytes
    guard let first = bytes[range].first else { return nil }
    var end = range.lowerBound
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "|"): end += 1
    case UInt8(ascii: ":"):
      let close = bytes.skip((end + 1)..<range.upperBound) { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "`") }
      guard close < range.upperBound, bytes[close] == UInt8(ascii: ":"), close > end + 1 else { return nil }
      end = close + 1
    default:
      end = bytes.skip(range) { $0 == UInt8(ascii: "(") }
      let body = end
      end = bytes.skip(end..<range.upperBound) { $0.isDigit || $0 == UInt8(ascii: "#") }
      if end == body, end < range.upperBound, bytes[end].isASCIILetter { end += 1 }
      guard end > body, end < range.upperBound, ".)".utf8.contains(bytes[end]) else { return nil }
      end += 1
    }
    let text = bytes.skip(end..<range.upperBound) { $0.isBlank }
    return text > end && text < range.upperBound ? text : nil
  }
}
