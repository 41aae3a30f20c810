extension RestructuredText {
  static func items(_ range: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var scanner = RestructuredInlines(bytes: source.bytes, range: range)
    return scanner.scan()
  }
}

/// Finds markup within the lines of reStructuredText.
private struct RestructuredInlines {
  typealias Found = (items: [InlineItem], end: Int)

  let bytes: [UInt8]
  let range: Range<Int>
  private var items: [InlineItem] = []
  private var text: [UInt8] = []
  private var textStart = 0

  init(bytes: [UInt8], range: Range<Int>) { (self.bytes, self.range) = (bytes, range) }

  mutating func scan() -> [InlineItem] {
    textStart = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound { index = next(index) }
    flush(range.upperBound)
    return items
  }

  private mutating func next(_ index: Int) -> Int {
    if bytes[index] == .backslash, index + 1 < range.upperBound {
      if !bytes[index + 1].isSpace { text.append(bytes[index + 1]) }
      return index + 2
    }
    if bytes[index] == .newline || bytes[index] == .carriageReturn {
      while text.last?.isBlank == true { text.removeLast() }
      text.append(.space)
      return bytes.skip(index..<range.upperBound) { $0.isSpace }
    }
    guard let found = markup(index) else {
      text.append(bytes[index])
      return index + 1
    }
    flush(index)
    items += found.items
    textStart = found.end
    return found.end
  }

  private mutating func flush(_ end: Int) {
    if !text.isEmpty {
      items.append(InlineItem(kind: .text(String(decoding: text, as: UTF8.self)), range: textStart..<end))
    }
    text = []
  }

  /// Markup that begins at an offset: atoms, and pairs around text.
  private func markup(_ index: Int) -> Found? {
    let isStart =
      index == range.lowerBound
      || !(bytes[index - 1].isASCIILetter || bytes[index - 1].isDigit || bytes[index - 1] >= 0x80)
    guard isStart else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "`"): return interpreted(index)
    case UInt8(ascii: "*"): return emphasis(index)
    case UInt8(ascii: "|"): return substitution(index)
    case UInt8(ascii: ":"): return role(index)
    case UInt8(ascii: "["): return citation(index)
    case let byte where byte.isASCIILetter: return reference(index)
    default: return nil
    }
  }

  private func atom(_ range: Range<Int>) -> Found { ([InlineItem(kind: .atom, range: range)], range.upperBound) }

  /// ``` ``literal`` ```, `` `text <address>`_ ``
  private func interpreted(_ index: Int) -> Found? {
    if bytes.starts(with: "``", at: index) {
      return bytes.firstRange(of: "``", in: min(index + 3, range.upperBound)..<range.upperBound).map {
        atom(index..<tail($0.upperBound))
      }
    }
    guard let close = close(UInt8(ascii: "`"), index + 1) else { return nil }
    let end = tail(close + 1)
    guard end > close + 1, let angle = bytes.firstRange(of: " <", in: (index + 1)..<close) else {
      return atom(index..<end)
    }
    return (pair("`", index..<(index + 1), (index + 1)..<angle.lowerBound, angle.lowerBound..<end), end)
  }

  private func emphasis(_ index: Int) -> Found? {
    let width = bytes.starts(with: "**", at: index) ? 2 : 1
    guard index + width < range.upperBound, !bytes[index + width].isSpace else { return nil }
    let close =
      width == 2
      ? bytes.firstRange(of: "**", in: (index + 2)..<range.upperBound)?.lowerBound
      : self.close(UInt8(ascii: "*"), index + 1)
    guard let close, close > index + width else { return nil }
    let end = close + width
    return (pair("\(width)", index..<(index + width), (index + width)..<close, close..<end), end)
  }

  private func substitution(_ index: Int) -> Found? {
    guard let close = close(UInt8(ascii: "|"), index + 1), !bytes[index + 1].isSpace else { return nil }
    return atom(index..<tail(close + 1))
  }

  private func role(_ index: Int) -> Found? {
    let name = bytes.skip((index + 1)..<range.upperBound) {
      $0.isASCIILetter || $0.isDigit || "-_+.:".utf8.contains($0)
    }
    guard name < range.upperBound, bytes[name] == UInt8(ascii: "`"), name > index + 1,
      let close = close(UInt8(ascii: "`"), name + 1)
    else { return nil }
    return atom(index..<(close + 1))
  }

  private func citation(_ index: Int) -> Found? {
    let end = bytes.skip(index..<range.upperBound) { $0 != UInt8(ascii: "]") }
    return bytes.starts(with: "]_", at: end) && end < range.upperBound ? atom(index..<(end + 2)) : nil
  }

  /// `word_`
  private func reference(_ index: Int) -> Found? {
    let end = bytes.skip(index..<range.upperBound) { $0.isASCIILetter || $0.isDigit || "-.+".utf8.contains($0) }
    guard end < range.upperBound, bytes[end] == UInt8(ascii: "_") else { return nil }
    let last = tail(end)
    let isEnd = last == range.upperBound || !(bytes[last].isASCIILetter || bytes[last].isDigit)
    return isEnd ? atom(index..<last) : nil
  }

  private func pair(
    _ name: String, _ opening: Range<Int>, _ text: Range<Int>, _ closing: Range<Int>
  ) -> [InlineItem] {
    [
      InlineItem(kind: .open(name, isOpaque: false), range: opening),
      InlineItem(kind: .text(Self.joined(String(decoding: bytes[text], as: UTF8.self))), range: text),
      InlineItem(kind: .close(name), range: closing),
    ]
  }

  private static func joined(_ text: String) -> String {
    guard text.contains(where: \.isNewline) else { return text }
    return text.split(whereSeparator: \.isNewline).enumerated()
      .map { $0.offset == 0 ? $0.element.trimmingEnd() : $0.element.trimmed() }.joined(separator: " ")
  }

  private func close(_ mark: UInt8, _ start: Int) -> Int? {
    var index = start
    while index < range.upperBound {
      if bytes[index] == mark, index > start, !bytes[index - 1].isSpace { return index }
      index += bytes[index] == .backslash ? 2 : 1
    }
    return nil
  }

  /// Underscores of references behind markup.
  private func tail(_ end: Int) -> Int {
    bytes.skip(end..<min(range.upperBound, end + 2)) { $0 == UInt8(ascii: "_") }
  }
}
