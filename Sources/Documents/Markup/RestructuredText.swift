/// reStructuredText (docutils.sourceforge.io): paragraphs, titles, items, definitions, fields and the content of
/// directives that hold text. Tables, code and everything that begins with two dots otherwise stay.
enum RestructuredText: MarkupLanguage {
  static func parse(_ source: SourceText) -> SplicedDocument {
    var reader = RestructuredReader(source)
    return document(source, reader.read())
  }

  static let glue = "\\ "

  static func mayBeginLine(_ word: String) -> Bool {
    guard let first = word.first else { return false }
    return first.isLetter || "`*|(\"'„“‚‘«»".contains(first) && word.count > 1
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let before = index > 0 ? characters[index - 1] : " "
      switch character {
      case "\\": result += "\\\\"
      case "`": result += "\\`"
      case "*" where !(before == " " && next == " "): result += "\\*"
      case "|" where !next.isWhitespace: result += "\\|"
      case "_" where !(next.isLetter || next.isNumber) && (before.isLetter || before.isNumber): result += "\\_"
      default: result.append(character)
      }
    }
    return result
  }

  static func items(_ range: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var items: [InlineItem] = []
    var text: [UInt8] = []
    var textStart = range.lowerBound
    var index = range.lowerBound
    func flush(_ end: Int, _ items: inout [InlineItem]) {
      if !text.isEmpty {
        items.append(InlineItem(kind: .text(String(decoding: text, as: UTF8.self)), range: textStart..<end))
      }
      text = []
    }
    while index < range.upperBound {
      if source.bytes[index] == .backslash, index + 1 < range.upperBound {
        if !source.bytes[index + 1].isSpace { text.append(source.bytes[index + 1]) }
        index += 2
      } else if source.bytes[index] == .newline || source.bytes[index] == .carriageReturn {
        while text.last?.isBlank == true { text.removeLast() }
        text.append(.space)
        index = source.bytes.skip(index..<range.upperBound) { $0.isSpace }
      } else if let found = markup(index, range, source.bytes) {
        flush(index, &items)
        items += found.items
        index = found.end
        textStart = index
      } else {
        text.append(source.bytes[index])
        index += 1
      }
    }
    flush(range.upperBound, &items)
    return items
  }

  /// Markup that begins at an offset: atoms, and pairs around text.
  private static func markup(
    _ index: Int, _ range: Range<Int>, _ bytes: [UInt8]
  ) -> (items: [InlineItem], end: Int)? {
    let isStart =
      index == range.lowerBound
      || !(bytes[index - 1].isASCIILetter || bytes[index - 1].isDigit || bytes[index - 1] >= 0x80)
    guard isStart else { return nil }
    func atom(_ end: Int) -> (items: [InlineItem], end: Int) { ([InlineItem(kind: .atom, range: index..<end)], end) }
    switch bytes[index] {
    case UInt8(ascii: "`"):
      if bytes.starts(with: "``", at: index) {
        return bytes.firstRange(of: "``", in: min(index + 3, range.upperBound)..<range.upperBound).map {
          atom(tail($0.upperBound, range, bytes))
        }
      }
      guard let close = close(UInt8(ascii: "`"), index + 1, range, bytes) else { return nil }
      let end = tail(close + 1, range, bytes)
      guard end > close + 1, let angle = bytes.firstRange(of: " <", in: (index + 1)..<close) else { return atom(end) }
      // `text <address>`_
      return (pair("`", index..<(index + 1), (index + 1)..<angle.lowerBound, angle.lowerBound..<end, bytes), end)
    case UInt8(ascii: "*"):
      let width = bytes.starts(with: "**", at: index) ? 2 : 1
      guard index + width < range.upperBound, !bytes[index + width].isSpace else { return nil }
      let close =
        width == 2
        ? bytes.firstRange(of: "**", in: (index + 2)..<range.upperBound)?.lowerBound
        : self.close(UInt8(ascii: "*"), index + 1, range, bytes)
      guard let close, close > index + width else { return nil }
      let end = close + width
      return (pair("\(width)", index..<(index + width), (index + width)..<close, close..<end, bytes), end)
    case UInt8(ascii: "|"):
      guard let close = close(UInt8(ascii: "|"), index + 1, range, bytes), !bytes[index + 1].isSpace else { return nil }
      return atom(tail(close + 1, range, bytes))
    case UInt8(ascii: ":"):
      let name = bytes.skip((index + 1)..<range.upperBound) {
        $0.isASCIILetter || $0.isDigit || "-_+.:".utf8.contains($0)
      }
      guard name < range.upperBound, bytes[name] == UInt8(ascii: "`"), name > index + 1,
        let close = close(UInt8(ascii: "`"), name + 1, range, bytes)
      else { return nil }
      return atom(close + 1)
    case UInt8(ascii: "["):
      let end = bytes.skip(index..<range.upperBound) { $0 != UInt8(ascii: "]") }
      return bytes.starts(with: "]_", at: end) && end < range.upperBound ? atom(end + 2) : nil
    case let byte where byte.isASCIILetter:
      // word_
      let end = bytes.skip(index..<range.upperBound) { $0.isASCIILetter || $0.isDigit || "-.+".utf8.contains($0) }
      guard end < range.upperBound, bytes[end] == UInt8(ascii: "_") else { return nil }
      let last = tail(end, range, bytes)
      let isEnd = last == range.upperBound || !(bytes[last].isASCIILetter || bytes[last].isDigit)
      return isEnd ? atom(last) : nil
    default: return nil
    }
  }

  private static func pair(
    _ name: String, _ opening: Range<Int>, _ text: Range<Int>, _ closing: Range<Int>, _ bytes: [UInt8]
  ) -> [InlineItem] {
    [
      InlineItem(kind: .open(name, isOpaque: false), range: opening),
      InlineItem(kind: .text(joined(String(decoding: bytes[text], as: UTF8.self))), range: text),
      InlineItem(kind: .close(name), range: closing),
    ]
  }

  private static func joined(_ text: String) -> String {
    guard text.contains(where: \.isNewline) else { return text }
    return text.split(whereSeparator: \.isNewline).enumerated()
      .map { $0.offset == 0 ? $0.element.trimmingEnd() : $0.element.trimmed() }.joined(separator: " ")
  }

  private static func close(_ mark: UInt8, _ start: Int, _ range: Range<Int>, _ bytes: [UInt8]) -> Int? {
    var index = start
    while index < range.upperBound {
      if bytes[index] == mark, index > start, !bytes[index - 1].isSpace { return index }
      index += bytes[index] == .backslash ? 2 : 1
    }
    return nil
  }

  /// Underscores of references behind markup.
  private static func tail(_ end: Int, _ range: Range<Int>, _ bytes: [UInt8]) -> Int {
    bytes.skip(end..<min(range.upperBound, end + 2)) { $0 == UInt8(ascii: "_") }
  }
}

/// Cuts reStructuredText into blocks by the indentation of its lines.
struct RestructuredReader {
  private let source: SourceText
  private let lines: [Range<Int>]
  private var blocks: [MarkupBlock] = []

  init(_ source: SourceText) {
    self.source = source
    lines = source.bytes.lines(in: source.start..<source.bytes.count)
  }

  mutating func read() -> [MarkupBlock] {
    read(lines.indices)
    return blocks
  }

  private func text(_ index: Int) -> Range<Int> { source.bytes.trimmed(lines[index]) }
  private func isEmpty(_ index: Int) -> Bool { text(index).isEmpty }
  private func indentation(_ index: Int) -> Int { text(index).lowerBound - lines[index].lowerBound }
  private func string(_ index: Int) -> String { source.string(text(index)) }

  /// A line of one mark of punctuation over and over.
  private func isRule(_ index: Int) -> Bool {
    guard lines.indices.contains(index), indentation(index) == 0 else { return false }
    let range = text(index)
    guard range.count >= 2, let first = source.bytes[range].first, first.isASCIIPunctuation else { return false }
    return source.bytes[range].allSatisfy { $0 == first }
  }

  /// The end of lines that are indented more than a number of columns, empty ones between them included.
  private func blockEnd(_ start: Int, deeperThan columns: Int, _ limit: Int) -> Int {
    var end = start
    while end < limit, isEmpty(end) || indentation(end) > columns { end += 1 }
    return end
  }

  private mutating func read(_ range: Range<Int>) {
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

  private func paragraphEnd(_ index: Int, _ limit: Int) -> Int {
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

  // MARK: What begins with two dots

  private static let textDirectives: Set<String> = [
    "note", "warning", "tip", "important", "caution", "danger", "error", "hint", "attention", "seealso", "admonition",
    "topic", "sidebar", "versionadded", "versionchanged", "deprecated", "epigraph", "pull-quote", "rubric", "container",
    "figure", "todo", "glossary", "compound", "versionremoved", "only", "list-table", "centered", "class",
    "function", "method", "attribute", "module", "data", "exception", "option", "program", "describe", "envvar",
    "py:function", "py:method", "py:class", "py:attribute", "py:data", "py:exception", "c:function", "cmdoption",
  ]
  /// Their argument is a title.
  private static let titled: Set<String> = ["admonition", "topic", "sidebar", "rubric", "centered"]
  /// Their argument begins with a version, and goes on as text.
  private static let versions: Set<String> = ["versionadded", "versionchanged", "deprecated", "versionremoved"]
  /// Their argument is the first paragraph.
  private static let plain: Set<String> = [
    "note", "warning", "tip", "important", "caution", "danger", "error", "hint", "attention", "seealso", "todo",
  ]

  private mutating func readExplicit(_ index: Int, _ limit: Int) -> Int {
    let column = indentation(index)
    let end = blockEnd(index + 1, deeperThan: column, limit)
    let body = source.bytes.skip((text(index).lowerBound + 2)..<text(index).upperBound) { $0.isBlank }
    let rest = source.string(body..<text(index).upperBound)
    if rest.hasPrefix("["), let close = rest.firstIndex(of: "]"), rest[close...].hasPrefix("] ") {
      let start = body + rest[...close].utf8.count
      readText(from: source.bytes.skip(start..<text(index).upperBound) { $0.isBlank }, index, end)
      return end
    }
    guard let colons = rest.firstRange(of: "::"), !rest.hasPrefix("_"), !rest.hasPrefix("|") else { return end }
    let name = String(rest[..<colons.lowerBound]).lowercased()
    guard Self.textDirectives.contains(name), !name.contains(" ") else { return end }
    let argument = source.bytes.trimmed((body + rest[..<colons.upperBound].utf8.count)..<text(index).upperBound)
    var first = index + 1
    if !argument.isEmpty {
      if Self.titled.contains(name) { blocks.append(MarkupBlock(lines: [argument])) }
      if Self.plain.contains(name) {
        let last = min(paragraphEnd(index, end), end)
        blocks.append(MarkupBlock(lines: [argument] + ((index + 1)..<last).map { text($0) }))
        first = last
      }
      if Self.versions.contains(name) {
        let start = source.bytes.skip(source.bytes.skip(argument) { !$0.isSpace }..<argument.upperBound) { $0.isBlank }
        if start < argument.upperBound {
          let last = min(paragraphEnd(index, end), end)
          blocks.append(MarkupBlock(lines: [start..<argument.upperBound] + ((index + 1)..<last).map { text($0) }))
          first = last
        }
      }
    }
    while first < end, isOption(first) { first += 1 }
    if name == "glossary" || name == "list-table" || !name.isEmpty { read(first..<end) }
    return end
  }

  /// `:width: 100`
  private func isOption(_ index: Int) -> Bool {
    let line = string(index)
    guard line.hasPrefix(":"), let end = line.dropFirst().firstIndex(of: ":") else { return false }
    return line[line.index(after: line.startIndex)..<end].allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
  }

  /// Text that begins within a line, and its paragraphs.
  private mutating func readText(from start: Int, _ index: Int, _ end: Int) {
    let last = min(paragraphEnd(index, end), end)
    if start < text(index).upperBound {
      blocks.append(
        MarkupBlock(lines: [start..<text(index).upperBound] + ((index + 1)..<max(last, index + 1)).map { text($0) }))
    }
    read(max(last, index + 1)..<end)
  }

  // MARK: Paragraphs, items, fields, definitions

  private mutating func readParagraph(_ index: Int, _ limit: Int) -> Int {
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
