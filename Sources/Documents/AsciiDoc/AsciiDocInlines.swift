/// Finds markup within the lines of AsciiDoc.
struct AsciiDocInlines {
  let bytes: [UInt8]
  let range: Range<Int>
  private var items: [InlineItem] = []
  private var text: [UInt8] = []
  private var textStart = 0
  private var depth = 0
  private var vainSearches = VainSearches()

  private static let deepest = 8
  /// What stands between brackets is not longer, in bytes.
  private static let mostInBrackets = 4096

  init(bytes: [UInt8], range: Range<Int>) { (self.bytes, self.range) = (bytes, range) }

  mutating func scan() -> [InlineItem] {
    scan(range)
    return items
  }

  private mutating func scan(_ range: Range<Int>) {
    depth += 1
    defer { depth -= 1 }
    textStart = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound { index = next(index, range) }
    flush(range.upperBound)
  }

  private mutating func flush(_ end: Int) {
    if !text.isEmpty {
      items.append(InlineItem(kind: .text(String(decoding: text, as: UTF8.self)), range: textStart..<end))
    }
    text = []
    textStart = end
  }

  private mutating func next(_ index: Int, _ range: Range<Int>) -> Int {
    let byte = bytes[index]
    if byte == .backslash, index + 1 < range.upperBound, "*_`#{<\\".utf8.contains(bytes[index + 1]) {
      text.append(bytes[index + 1])
      return index + 2
    }
    if byte == .newline || byte == .carriageReturn {
      while text.last?.isBlank == true { text.removeLast() }
      text.append(.space)
      return bytes.skip(index..<range.upperBound) { $0.isSpace }
    }
    if let end = atom(index, range) {
      flush(index)
      let isVoid =
        bytes.starts(with: "[[", at: index) || bytes.starts(with: "(((", at: index)
        || bytes.starts(with: "footnote:", at: index) || bytes.starts(with: "indexterm:", at: index)
      items.append(InlineItem(kind: isVoid ? .void : .atom, range: index..<end))
      textStart = end
      return end
    }
    if depth < Self.deepest, let pair = pair(index, range) {
      flush(index)
      let name = String(decoding: bytes[pair.inner.upperBound..<pair.end], as: UTF8.self)
      items.append(InlineItem(kind: .open(name, isOpaque: false), range: index..<pair.inner.lowerBound))
      scan(pair.inner)
      items.append(InlineItem(kind: .close(name), range: pair.inner.upperBound..<pair.end))
      textStart = pair.end
      return pair.end
    }
    text.append(byte)
    return index + 1
  }

  private func isWord(_ index: Int) -> Bool {
    guard range.contains(index) else { return false }
    return bytes[index].isASCIILetter || bytes[index].isDigit || bytes[index] >= 0x80
      || bytes[index] == UInt8(ascii: "_")
  }

  private mutating func find(_ text: StaticString, _ start: Int, _ range: Range<Int>) -> Range<Int>? {
    guard start < range.upperBound else { return nil }
    let bytes = bytes
    return vainSearches.first("\(text)", in: start..<range.upperBound) { bytes.firstRange(of: text, in: $0) }
  }

  // MARK: What is not translated

  /// The end of code, of something passed through, of a reference to an attribute or a place, of an index entry.
  private mutating func atom(_ index: Int, _ range: Range<Int>) -> Int? {
    switch bytes[index] {
    case UInt8(ascii: "`"): return quoted("``", UInt8(ascii: "`"), index, range)
    case UInt8(ascii: "+"):
      if bytes.starts(with: "+++", at: index) { return find("+++", index + 3, range)?.upperBound }
      return quoted("++", UInt8(ascii: "+"), index, range)
    case UInt8(ascii: "^"), UInt8(ascii: "~"):
      let close = bytes.skip((index + 1)..<range.upperBound) { $0 != bytes[index] && !$0.isSpace }
      return close < range.upperBound && bytes[close] == bytes[index] && close > index + 1 ? close + 1 : nil
    case UInt8(ascii: "{"):
      let close = bytes.skip((index + 1)..<range.upperBound) {
        $0.isASCIILetter || $0.isDigit || "-_:!?=@".utf8.contains($0)
      }
      return close < range.upperBound && close > index + 1 && bytes[close] == UInt8(ascii: "}") ? close + 1 : nil
    case UInt8(ascii: "<") where bytes.starts(with: "<<", at: index):
      guard let close = find(">>", index + 2, range), !bytes[index..<close.lowerBound].contains(UInt8(ascii: ","))
      else {
        return nil
      }
      return close.upperBound
    case UInt8(ascii: "(") where bytes.starts(with: "(((", at: index): return find(")))", index, range)?.upperBound
    case UInt8(ascii: "[") where bytes.starts(with: "[[", at: index): return find("]]", index, range)?.upperBound
    case let byte where byte.isASCIILetter && !isWord(index - 1): return macro(index, range)
    default: return nil
    }
  }

  /// The end of what two marks enclose, or one where no letters touch them from outside.
  private mutating func quoted(_ double: StaticString, _ mark: UInt8, _ index: Int, _ range: Range<Int>) -> Int? {
    if bytes.starts(with: double, at: index), let close = find(double, index + 3, range) { return close.upperBound }
    return constrained(mark, index, range).map { $0 + 1 }
  }

  /// Where the mark stands that closes one at an index.
  private mutating func constrained(_ mark: UInt8, _ index: Int, _ range: Range<Int>) -> Int? {
    guard !isWord(index - 1), index + 2 < range.upperBound, !bytes[index + 1].isSpace, bytes[index + 1] != mark else {
      return nil
    }
    let scanner = self
    return vainSearches.first("\(mark)", in: (index + 2)..<range.upperBound) { range in
      range.first { bytes[$0] == mark && !bytes[$0 - 1].isSpace && !scanner.isWord($0 + 1) }
    }
  }

  /// `kbd:[Ctrl+C]`, `image:a.png[]`: a name, a target without spaces, and brackets, in which there is no text.
  private mutating func macro(_ index: Int, _ range: Range<Int>) -> Int? {
    guard let brackets = brackets(index, range) else { return nil }
    return isLink(index, brackets) && brackets.inner.count > 0 ? nil : brackets.end
  }

  private func brackets(_ index: Int, _ range: Range<Int>) -> (inner: Range<Int>, end: Int)? {
    let colon = bytes.skip(index..<range.upperBound) { $0.isASCIILetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    guard colon < range.upperBound, bytes[colon] == UInt8(ascii: ":") else { return nil }
    let open = bytes.skip(colon..<range.upperBound) { !$0.isSpace && $0 != UInt8(ascii: "[") }
    guard open < range.upperBound, bytes[open] == UInt8(ascii: "[") else { return nil }
    var close = open + 1
    let limit = min(range.upperBound, open + Self.mostInBrackets)
    while close < limit, bytes[close] != UInt8(ascii: "]") { close += bytes[close] == .backslash ? 2 : 1 }
    return close < limit ? ((open + 1)..<close, close + 1) : nil
  }

  private func isLink(_ index: Int, _ brackets: (inner: Range<Int>, end: Int)) -> Bool {
    let names: [StaticString] = ["link:", "xref:", "mailto:", "http:", "https:", "ftp:", "irc:"]
    return names.contains { bytes.starts(with: $0, at: index) }
  }

  // MARK: What encloses text

  private mutating func pair(_ index: Int, _ range: Range<Int>) -> (inner: Range<Int>, end: Int)? {
    switch bytes[index] {
    case UInt8(ascii: "*"): marks("**", UInt8(ascii: "*"), index, range)
    case UInt8(ascii: "_"): marks("__", UInt8(ascii: "_"), index, range)
    case UInt8(ascii: "#"): marks("##", UInt8(ascii: "#"), index, range)
    case UInt8(ascii: "<") where bytes.starts(with: "<<", at: index): reference(index, range)
    case UInt8(ascii: "(") where bytes.starts(with: "((", at: index):
      find("))", index + 2, range).flatMap {
        $0.lowerBound > index + 2 ? ((index + 2)..<$0.lowerBound, $0.upperBound) : nil
      }
    case UInt8(ascii: "["): role(index, range)
    case let byte where byte.isASCIILetter && !isWord(index - 1): link(index, range)
    default: nil
    }
  }

  private mutating func marks(
    _ double: StaticString, _ mark: UInt8, _ index: Int, _ range: Range<Int>
  ) -> (inner: Range<Int>, end: Int)? {
    if bytes.starts(with: double, at: index) {
      return find(double, index + 3, range).map { ((index + 2)..<$0.lowerBound, $0.upperBound) }
    }
    return constrained(mark, index, range).map { ((index + 1)..<$0, $0 + 1) }
  }

  /// `<<place,text>>`
  private mutating func reference(_ index: Int, _ range: Range<Int>) -> (inner: Range<Int>, end: Int)? {
    guard let close = find(">>", index + 2, range) else { return nil }
    let comma = bytes.skip(index..<close.lowerBound) { $0 != UInt8(ascii: ",") }
    let start = bytes.skip(min(comma + 1, close.lowerBound)..<close.lowerBound) { $0.isSpace }
    return start < close.lowerBound ? (start..<close.lowerBound, close.upperBound) : nil
  }

  /// `[.name]#text#`
  private mutating func role(_ index: Int, _ range: Range<Int>) -> (inner: Range<Int>, end: Int)? {
    let close = bytes.skip(index..<range.upperBound) { $0 != UInt8(ascii: "]") && !$0.isSpace }
    guard close + 1 < range.upperBound, bytes[close] == UInt8(ascii: "]"), "*_#".utf8.contains(bytes[close + 1]) else {
      return nil
    }
    return pair(close + 1, range)
  }

  /// `https://example.org[text]`; attributes behind the text stay with the bracket.
  private mutating func link(_ index: Int, _ range: Range<Int>) -> (inner: Range<Int>, end: Int)? {
    guard let found = brackets(index, range), isLink(index, found) else { return nil }
    var end = found.inner.upperBound
    if bytes[found.inner].contains(UInt8(ascii: "=")) {
      let comma = bytes.skip(found.inner) { $0 != UInt8(ascii: ",") }
      if comma == found.inner.upperBound { return nil }
      end = comma
    }
    if end > found.inner.lowerBound, bytes[end - 1] == UInt8(ascii: "^") { end -= 1 }
    return end > found.inner.lowerBound ? (found.inner.lowerBound..<end, found.end) : nil
  }
}
