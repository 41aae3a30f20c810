// Marks within text.
extension MarkdownDialect {
  /// Marks that are further apart do not belong together: so the work grows with the length of the text only.
  private static let longestMark = 400

  mutating func readMarks(_ line: Range<Int>) {
    var index = line.lowerBound
    while index < line.upperBound {
      let near = line.lowerBound..<min(line.upperBound, index + Self.longestMark)
      index = readMark(at: index, near) ?? index + 1
    }
  }

  /// The end of inline code that begins at an offset.
  private func codeEnd(_ index: Int) -> Int? {
    let limit = min(bytes.count, index + 4 * Self.longestMark)
    let start = bytes.skip(index..<limit) { $0 == UInt8(ascii: "`") }
    var place = start
    while place < limit {
      place = bytes.skip(place..<limit) { $0 != UInt8(ascii: "`") }
      let end = bytes.skip(place..<limit) { $0 == UInt8(ascii: "`") }
      if end - place == start - index { return end }
      place = end
    }
    return nil
  }

  /// Returns the end of what begins at an offset.
  private mutating func readMark(at index: Int, _ line: Range<Int>) -> Int? {
    switch bytes[index] {
    case UInt8(ascii: "x"):
      return tagEnds[index]
    case .backslash: return index + 2
    case UInt8(ascii: "`"): return codeEnd(index)
    case UInt8(ascii: "<"): return tagEnd(index, line)
    case UInt8(ascii: "]") where bytes.starts(with: "](", at: index): return MarkdownSyntax.linkEnd(bytes, at: index)
    case UInt8(ascii: "{"): return readBraces(index, line)
    case UInt8(ascii: "["): return readWikiLink(index, line)
    case UInt8(ascii: "$"): return readInlineMath(index, line)
    case UInt8(ascii: ":"): return readEmoji(index, line)
    case UInt8(ascii: "="): return readHighlight(index, line)
    default: return nil
    }
  }

  /// The end of a tag or address, in which nothing is a mark. In MDX its `{…}` are hidden from the reader of HTML.
  private mutating func tagEnd(_ index: Int, _ line: Range<Int>) -> Int? {
    guard index + 1 < bytes.count, bytes[index + 1].isASCIILetter || "/!?".utf8.contains(bytes[index + 1]) else {
      return nil
    }
    var place = index
    while place < min(bytes.count, index + 4000), bytes[place] != UInt8(ascii: ">") {
      if isMDX, bytes[place] == UInt8(ascii: "{"), let end = bracesEnd(place) {
        for offset in place..<end { bytes[offset] = UInt8(ascii: "x") }
        place = end
      } else {
        place += 1
      }
    }
    return bytes[index..<min(place + 1, bytes.count)].contains(.newline) ? nil : min(place + 1, line.upperBound)
  }

  private func bracesEnd(_ start: Int) -> Int? {
    var depth = 0
    for index in start..<min(bytes.count, start + 4000) {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return nil
  }

  /// `{#id}`, `{.class}`, `{: target=_blank}`
  static func isAttributeList(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.count > 3 && bytes[range.lowerBound] == UInt8(ascii: "{") && ":#.".utf8.contains(bytes[range.lowerBound + 1])
      && bytes[range.upperBound - 1] == UInt8(ascii: "}")
  }

  private mutating func readBraces(_ index: Int, _ line: Range<Int>) -> Int? {
    let close = bytes.skip(index..<line.upperBound) { $0 != UInt8(ascii: "}") }
    if close < line.upperBound, Self.isAttributeList(bytes, index..<(close + 1)) {
      let isID = bytes[index + 1] != UInt8(ascii: "#") || !bytes[index..<close].contains(.space)
      if isID {
        hide(index..<(close + 1), .void)
        return close + 1
      }
    }
    guard isMDX, let end = bracesEnd(index) else { return nil }
    hide(index..<end, .atom)
    return end
  }

  /// `[[Page|text]]`
  private mutating func readWikiLink(_ index: Int, _ line: Range<Int>) -> Int? {
    guard bytes.starts(with: "[[", at: index), let close = bytes.firstRange(of: "]]", in: index..<line.upperBound),
      !bytes.starts(with: "(", at: close.upperBound),
      !bytes[(index + 2)..<close.lowerBound].contains(UInt8(ascii: "["))
    else { return nil }
    let begin = index > 0 && bytes[index - 1] == UInt8(ascii: "!") ? index - 1 : index
    hide(begin..<close.upperBound, .atom)
    return close.upperBound
  }

  /// `$x^2$`, as Pandoc tells it from prices: nothing but the formula touches the marks.
  private mutating func readInlineMath(_ index: Int, _ line: Range<Int>) -> Int? {
    let marks = bytes.starts(with: "$$", at: index) ? 2 : 1
    let body = index + marks
    guard body < line.upperBound, !bytes[body].isSpace else { return nil }
    var end = body
    while end < line.upperBound {
      end = bytes.skip(end..<line.upperBound) { $0 != UInt8(ascii: "$") }
      let last = end + marks
      guard last <= line.upperBound, end > body else { return nil }
      if !bytes[end - 1].isSpace, bytes[end - 1] != .backslash, last == line.upperBound || !bytes[last].isDigit {
        hide(index..<last, .atom)
        return last
      }
      end += 1
    }
    return nil
  }

  /// `:tada:`
  private mutating func readEmoji(_ index: Int, _ line: Range<Int>) -> Int? {
    let isStart = index == line.lowerBound || !(bytes[index - 1].isASCIILetter || bytes[index - 1].isDigit)
    let end = bytes.skip((index + 1)..<line.upperBound) { $0.isASCIILetter || $0.isDigit || "_+-".utf8.contains($0) }
    // `:---:` is how a column of a table says that it is centred.
    guard isStart, bytes[index..<end].contains(where: { $0.isASCIILetter || $0.isDigit }), end > index + 2,
      end < line.upperBound, bytes[end] == UInt8(ascii: ":"),
      bytes[index + 1].isASCIILetter || "+-".utf8.contains(bytes[index + 1]),
      end + 1 == line.upperBound || !(bytes[end + 1].isASCIILetter || bytes[end + 1].isDigit)
    else { return nil }
    hide(index..<(end + 1), .atom)
    return end + 1
  }

  /// `==marked==`
  private mutating func readHighlight(_ index: Int, _ line: Range<Int>) -> Int? {
    guard bytes.starts(with: "==", at: index), index + 2 < line.upperBound, !bytes[index + 2].isSpace,
      bytes[index + 2] != UInt8(ascii: "="), index + 3 < line.upperBound,
      let close = bytes.firstRange(of: "==", in: (index + 3)..<line.upperBound), !bytes[close.lowerBound - 1].isSpace
    else { return nil }
    hide(index..<(index + 2), .open("==", isOpaque: false))
    hide(close, .close("=="))
    return index + 2
  }
}
