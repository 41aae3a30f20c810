/// What lines begin with, and tables.
extension AsciiDocReader {
  /// The text behind the mark of an item: `*`, `-`, `.`, `1.`, `a.`, `<1>`, perhaps with a box.
  func mark(_ range: Range<Int>) -> Int? {
    let bytes = source.bytes
    guard let first = bytes[range].first else { return nil }
    var end = range.lowerBound
    switch first {
    case UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: "-"):
      end = bytes.skip(range) { $0 == first }
      guard end - range.lowerBound <= (first == UInt8(ascii: "-") ? 1 : 5) else { return nil }
    case UInt8(ascii: "<"):
      end = bytes.skip((end + 1)..<range.upperBound) { $0.isDigit || $0 == UInt8(ascii: ".") }
      guard end < range.upperBound, end > range.lowerBound + 1, bytes[end] == UInt8(ascii: ">") else { return nil }
      end += 1
    default:
      end = bytes.skip(range) { $0.isDigit }
      if end == range.lowerBound, first.isASCIILetter { end += 1 }
      guard end > range.lowerBound, end < range.upperBound, bytes[end] == UInt8(ascii: ".") else { return nil }
      end += 1
    }
    let text = bytes.skip(end..<range.upperBound) { $0.isBlank }
    guard text > end, text < range.upperBound else { return nil }
    let boxes: [StaticString] = ["[ ] ", "[x] ", "[*] "]
    return boxes.contains { bytes.starts(with: $0, at: text) } ? min(text + 4, range.upperBound) : text
  }

  /// The text behind `NOTE: ` and its like.
  func label(_ range: Range<Int>) -> Int? {
    let labels: [StaticString] = ["NOTE: ", "TIP: ", "IMPORTANT: ", "CAUTION: ", "WARNING: "]
    return labels.first { source.bytes.starts(with: $0, at: range.lowerBound) }
      .flatMap { range.count > $0.utf8CodeUnitCount ? range.lowerBound + $0.utf8CodeUnitCount : nil }
  }

  /// The colons behind a term: `term:: its description`.
  func term(_ range: Range<Int>) -> Range<Int>? {
    let bytes = source.bytes
    for index in range.dropFirst() where bytes[index] == UInt8(ascii: ":") || bytes[index] == UInt8(ascii: ";") {
      guard bytes[index - 1] != bytes[index], !bytes[index - 1].isSpace else { continue }
      let end = bytes.skip(index..<range.upperBound) { $0 == bytes[index] }
      let isLong = end - index >= 2 && end - index <= (bytes[index] == UInt8(ascii: ";") ? 2 : 4)
      if isLong, end == range.upperBound || bytes[end].isBlank { return index..<end }
    }
    return nil
  }

  /// The cells of a table, each behind a bar that may have a number, an alignment and a style before it.
  mutating func readTable(_ range: Range<Int>) {
    guard let first = range.first, let last = range.last else { return }
    let all = lines[first].lowerBound..<lines[last].upperBound
    let bars = all.filter {
      source.bytes[$0] == UInt8(ascii: "|") && ($0 == all.lowerBound || source.bytes[$0 - 1] != .backslash)
    }
    for (place, bar) in bars.enumerated() {
      let next = place + 1 < bars.count ? specification(before: bars[place + 1], from: bar + 1) : all.upperBound
      let style = bar > all.lowerBound ? source.bytes[bar - 1] : .space
      if !"lm".utf8.contains(style) || specification(before: bar, from: all.lowerBound) == bar {
        readCell((bar + 1)..<next)
      }
    }
  }

  /// Where `2+^.>s` before a bar begins; the bar's own place where there is nothing of that kind.
  private func specification(before bar: Int, from lowest: Int) -> Int {
    var start = bar
    while start > lowest, source.bytes[start - 1].isDigit || ".+*<^>adehlmsv".utf8.contains(source.bytes[start - 1]) {
      start -= 1
    }
    return start == lowest || source.bytes[start - 1].isSpace ? start : bar
  }

  /// Cells with blocks in them stay.
  private mutating func readCell(_ range: Range<Int>) {
    let texts = source.bytes.lines(in: range).map { source.bytes.trimmed($0) }
    if texts.contains(where: { Self.isDelimiter(source.string($0)) || mark($0) != nil }) { return }
    for paragraph in texts.split(whereSeparator: \.isEmpty) { append(Array(paragraph)) }
  }
}
