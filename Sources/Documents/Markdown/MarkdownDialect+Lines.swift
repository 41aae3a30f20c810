// Lines that are syntax: alerts, fences, admonitions, footnotes, definitions, mathematics, scripts of MDX.
extension MarkdownDialect {
  /// Reads the line, and those that belong to it. Returns the index of the next one.
  mutating func readLine(_ index: Int, _ lines: [Range<Int>], _ isCode: [Bool]) -> Int {
    let line = lines[index]
    let first = bytes.skip(line) { $0.isBlank || $0 == UInt8(ascii: ">") }
    let text = String(decoding: bytes[first..<max(first, bytes.trimmed(line).upperBound)], as: UTF8.self)
    guard let mark = text.first else { return index + 1 }
    switch mark {
    case "[": return readBracket(first..<line.upperBound, text, index)
    case ":" where text.hasPrefix(":::"): return readFence(first..<line.upperBound, text, index, lines)
    case ":" where text.dropFirst().first.map { $0 == " " || $0 == "\t" } ?? false:
      if index > 0, hasText(before: index, lines) { bytes[first] = UInt8(ascii: "-") }
    case "!", "?", "=": readAdmonition(first..<line.upperBound, text)
    case "{":
      let isList =
        text.hasSuffix("}") && text.dropFirst().first.map { ":.#".contains($0) } == true && !text.contains("}{")
      if isList { blank(first..<line.upperBound) }
    case "$" where text == "$$": return readMath(index, lines)
    case "-":
      if text.hasPrefix("--8<--") { blank(first..<line.upperBound) } else { readDefinitionItem(first, text) }
    case "*" where text.hasPrefix("*["): readAbbreviation(first..<line.upperBound, text)
    case "i" where isMDX && Self.isImport(text), "e" where isMDX && Self.isExport(text):
      return readScript(index, lines)
    default: break
    }
    return index + 1
  }

  /// Definitions follow their term, at most with an empty line between.
  private func hasText(before index: Int, _ lines: [Range<Int>]) -> Bool {
    func isEmpty(_ index: Int) -> Bool { index < 0 || bytes[lines[index]].allSatisfy { $0.isSpace } }
    return !isEmpty(index - 1) || !isEmpty(index - 2)
  }

  /// `> [!NOTE]`, `[^1]: a footnote`, `[TOC]`
  private mutating func readBracket(_ line: Range<Int>, _ text: String, _ index: Int) -> Int {
    guard let close = text.firstIndex(of: "]") else { return index + 1 }
    let length = text[...close].utf8.count
    let end = line.lowerBound + length
    let rest = text[text.index(after: close)...]
    if text.hasPrefix("[!"), line.lowerBound > 0, bytes[line.lowerBound - 1] != .newline,
      text[..<close].dropFirst(2).allSatisfy({ $0.isLetter || "-_|".contains($0) })
    {
      let title = bytes.trimmed(bytes.skip(end..<line.upperBound) { "+-".utf8.contains($0) }..<line.upperBound)
      if !title.isEmpty { captions.append(title) }
      blank(line)
    } else if text.hasPrefix("[^"), rest.hasPrefix(":"), !text[..<close].contains(" ") {
      // A list item for md4c, so that one footnote does not go on in the next.
      bytes[line.lowerBound] = UInt8(ascii: "-")
      bytes[line.lowerBound + 1] = .space
      hide((line.lowerBound + 2)..<(end + 1), .void)
    } else if rest.isEmpty, ["[TOC]", "[toc]", "[[_TOC_]]"].contains(text) {
      blank(line)
    }
    return index + 1
  }

  /// `:::note[Title]`, `::: tip Title`, `:::{note} Title` with options below it.
  private mutating func readFence(_ line: Range<Int>, _ text: String, _ index: Int, _ lines: [Range<Int>]) -> Int {
    let nameStart = bytes.skip(line) { $0 == UInt8(ascii: ":") || $0.isBlank }
    var end = bytes.skip(nameStart..<line.upperBound) { !$0.isSpace && !"[{".utf8.contains($0) }
    if end < line.upperBound, bytes[end] == UInt8(ascii: "{") {
      end = min(bytes.skip(end..<line.upperBound) { $0 != UInt8(ascii: "}") } + 1, line.upperBound)
    }
    var title = bytes.trimmed(end..<line.upperBound)
    if !title.isEmpty, bytes[title.lowerBound] == UInt8(ascii: "[") {
      let close = bytes.skip(title) { $0 != UInt8(ascii: "]") }
      title = (title.lowerBound + 1)..<max(close, title.lowerBound + 1)
    }
    if !title.isEmpty, nameStart < end { captions.append(title) }
    blank(line)
    var next = index + 1
    while next < lines.count, Self.isOption(source.string(lines[next])) {
      blank(lines[next])
      next += 1
    }
    return next
  }

  /// `:class: wide`
  private static func isOption(_ line: String) -> Bool {
    guard line.hasPrefix(":"), line.dropFirst().first?.isLetter == true else { return false }
    return line.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }.hasPrefix(":")
  }

  /// `!!! note "Title"`, `??? tip`, `=== "Tab"`: what follows is indented, and belongs to a list item for md4c.
  private mutating func readAdmonition(_ line: Range<Int>, _ text: String) {
    let marks = ["!!! ", "??? ", "???+ ", "=== \"", "===+ \"", "===! \""]
    guard marks.contains(where: { text.hasPrefix($0) }), line.count >= 5 else { return }
    let opening = bytes.skip(line) { $0 != .quote }
    if opening < line.upperBound {
      let closing = bytes.skip((opening + 1)..<line.upperBound) { $0 != .quote }
      if closing < line.upperBound, closing > opening + 1 { captions.append((opening + 1)..<closing) }
    }
    blank(line)
    bytes[line.lowerBound] = UInt8(ascii: "-")
    bytes[line.lowerBound + 4] = UInt8(ascii: "#")
  }

  /// `- : a definition` in lists of terms.
  private mutating func readDefinitionItem(_ start: Int, _ text: String) {
    if text.hasPrefix("- : ") { bytes[start + 2] = .space }
  }

  /// `*[HTML]: Hyper Text Markup Language`
  private mutating func readAbbreviation(_ line: Range<Int>, _ text: String) {
    guard let end = text.firstRange(of: "]:")?.upperBound else { return }
    let title = bytes.trimmed((line.lowerBound + text[..<end].utf8.count)..<line.upperBound)
    if !title.isEmpty { captions.append(title) }
    blank(line)
  }

  private mutating func readMath(_ index: Int, _ lines: [Range<Int>]) -> Int {
    let end = lines[(index + 1)...].firstIndex { source.string($0).trimmed() == "$$" } ?? index
    guard end > index, end - index < 200 else { return index + 1 }
    for line in lines[index...end] { blank(line) }
    return end + 1
  }

  private static func isExport(_ text: String) -> Bool {
    ["const ", "default ", "function ", "let ", "var ", "async ", "class ", "{", "* "].contains {
      text.hasPrefix("export \($0)")
    }
  }

  /// Imports and exports of MDX go on to an empty line.
  private mutating func readScript(_ index: Int, _ lines: [Range<Int>]) -> Int {
    var end = index
    while end < lines.count, !bytes.trimmed(lines[end]).isEmpty {
      blank(lines[end])
      end += 1
    }
    return end
  }
}
