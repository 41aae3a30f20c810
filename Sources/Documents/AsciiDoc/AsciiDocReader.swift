/// Cuts AsciiDoc into blocks by its lines. Delimiters of blocks that hold text are passed over, those of code with what
/// they enclose.
struct AsciiDocReader {
  let source: SourceText
  let lines: [Range<Int>]
  var blocks: [MarkupBlock] = []
  /// What stands between brackets above a block: `source,ruby`.
  private var attributes = ""
  private var hasBegun = false

  init(_ source: SourceText) {
    self.source = source
    lines = source.bytes.lines(in: source.start..<source.bytes.count)
  }

  mutating func read() -> [MarkupBlock] {
    var index = 0
    while index < lines.count { index = max(readBlock(index), index + 1) }
    return blocks + blocks.flatMap(footnotes)
  }

  func text(_ index: Int) -> Range<Int> { source.bytes.trimmed(lines[index]) }
  func string(_ index: Int) -> String { source.string(text(index)) }
  func isEmpty(_ index: Int) -> Bool { text(index).isEmpty }

  /// Returns the line behind what begins at a line.
  private mutating func readBlock(_ index: Int) -> Int {
    let line = string(index)
    guard !line.isEmpty else {
      attributes = ""
      return index + 1
    }
    if let end = passed(index, line) { return end }
    let isFirst = !hasBegun
    hasBegun = true
    let style = attributes
    attributes = ""
    if let end = readDelimited(index, line, style) { return end }
    if let end = readTitle(index, line, isFirst: isFirst) { return end }
    if Self.isVerbatim(style) || text(index).lowerBound > lines[index].lowerBound && mark(text(index)) == nil {
      return paragraphEnd(index)
    }
    return readText(index, breaksLines: style.contains("%hardbreaks"))
  }

  /// Comments, attributes, block macros, rules.
  private mutating func passed(_ index: Int, _ line: String) -> Int? {
    if line.hasPrefix("//"), !line.hasPrefix("////") { return index + 1 }
    if line.hasPrefix("["), line.hasSuffix("]") {
      if !line.hasPrefix("[[") { attributes = String(line.dropFirst().dropLast()) }
      return index + 1
    }
    if ["+", "'''", "<<<", "---", "***", "- - -", "* * *"].contains(line) || isMacro(line) { return index + 1 }
    guard isAttribute(line) else { return nil }
    var end = index + 1
    while end < lines.count, string(end - 1).hasSuffix("\\") { end += 1 }
    return end
  }

  /// `:name: value`
  private func isAttribute(_ line: String) -> Bool {
    guard line.hasPrefix(":"), let colon = line.dropFirst().firstIndex(of: ":") else { return false }
    let name = line[line.index(after: line.startIndex)..<colon]
    let after = line.index(after: colon)
    return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_!".contains($0) }
      && (after == line.endIndex || line[after].isWhitespace)
  }

  /// `image::picture.png[Text]`
  private func isMacro(_ line: String) -> Bool {
    guard line.hasSuffix("]"), let colons = line.firstRange(of: "::") else { return false }
    let rest = line[colons.upperBound...]
    return line[..<colons.lowerBound].allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
      && rest.contains("[") && rest.first?.isWhitespace == false
  }

  private static let verbatim: Set<Substring> = [
    "source", "listing", "literal", "verse", "pass", "stem", "latexmath", "asciimath", "plantuml", "ditaa", "graphviz",
    "mermaid", "subs", "comment", "blockdiag", "a2s", "dot", "diag",
  ]

  private static func isVerbatim(_ attributes: String) -> Bool {
    let style = attributes.prefix { !",%#.=".contains($0) }
    return verbatim.contains(style) || attributes.hasPrefix(",")
  }

  /// A line of four or more of one mark.
  static func isDelimiter(_ line: String) -> Bool {
    if line == "--" || line.hasPrefix("```") { return true }
    guard let first = line.first, line.count >= 4 else { return false }
    if "|,:!".contains(first) { return line.dropFirst().allSatisfy { $0 == "=" } }
    return "-.+/=*_".contains(first) && line.allSatisfy { $0 == first }
  }

  private mutating func readDelimited(_ index: Int, _ line: String, _ style: String) -> Int? {
    guard Self.isDelimiter(line), let first = line.first else { return nil }
    let isTable = "|,:!".contains(first)
    let holdsText = "=*_".contains(first) || line == "--" || isTable
    if !isTable, holdsText, !Self.isVerbatim(style) { return index + 1 }
    let closing = line.hasPrefix("```") ? "```" : line
    let end = (index + 1..<lines.count).first { string($0) == closing } ?? lines.count
    if first == "|", !style.contains("format=") { readTable((index + 1)..<end) }
    return end + 1
  }

  // MARK: Titles

  private mutating func readTitle(_ index: Int, _ line: String, isFirst: Bool) -> Int? {
    let range = text(index)
    if let first = line.first, first == "=" || first == "#" {
      let level = line.prefix { $0 == first }.count
      let start = source.bytes.skip((range.lowerBound + level)..<range.upperBound) { $0.isBlank }
      guard level <= 6, start > range.lowerBound + level, start < range.upperBound else { return nil }
      blocks.append(MarkupBlock(lines: [start..<range.upperBound]))
      return isFirst && level == 1 ? paragraphEnd(index) : index + 1
    }
    if line.hasPrefix("."), line.count > 1, let second = line.dropFirst().first, second != " ", second != "." {
      blocks.append(MarkupBlock(lines: [(range.lowerBound + 1)..<range.upperBound]))
      return index + 1
    }
    guard hasUnderline(index, line) else { return nil }
    blocks.append(MarkupBlock(lines: [range], underline: text(index + 1)))
    return isFirst && string(index + 1).hasPrefix("=") ? paragraphEnd(index) : index + 2
  }

  private func hasUnderline(_ index: Int, _ line: String) -> Bool {
    guard index + 1 < lines.count, text(index).lowerBound == lines[index].lowerBound else { return false }
    let below = string(index + 1)
    guard let first = below.first, "=-~^+".contains(first), below.allSatisfy({ $0 == first }) else { return false }
    return abs(below.count - line.width) <= 2 && below.count > 2 && line.hasLetters
  }

  // MARK: Paragraphs

  func paragraphEnd(_ index: Int) -> Int {
    var end = index + 1
    while end < lines.count, !isEmpty(end) { end += 1 }
    return end
  }

  /// The line at which a text that begins at a line ends.
  private func textEnd(_ index: Int, inItem: Bool) -> Int {
    var end = index + 1
    while end < lines.count {
      let line = string(end)
      let ends =
        line.isEmpty || Self.isDelimiter(line) || line == "+" || line.hasPrefix("//")
        || line.hasPrefix("[") && line.hasSuffix("]") || isMacro(line)
      if ends || inItem && (mark(text(end)) != nil || term(text(end)) != nil) { return end }
      end += 1
    }
    return end
  }

  /// A paragraph, an item, a description, an admonition.
  private mutating func readText(_ index: Int, breaksLines: Bool) -> Int {
    var range = text(index)
    var inItem = false
    if let start = mark(range) {
      range = start..<range.upperBound
      inItem = true
    } else if let label = label(range) {
      range = label..<range.upperBound
    }
    if let term = term(range) {
      blocks.append(MarkupBlock(lines: [range.lowerBound..<term.lowerBound]))
      range = source.bytes.skip(term.upperBound..<range.upperBound) { $0.isBlank }..<range.upperBound
      inItem = true
    }
    let end = textEnd(index, inItem: inItem)
    append([range] + (index + 1..<end).map { text($0) }, breaksLines: breaksLines)
    return end
  }

  /// Adds lines as one block, or as several where a plus sign at a line's end breaks it.
  mutating func append(_ lines: [Range<Int>], breaksLines: Bool = false) {
    var block: [Range<Int>] = []
    for line in lines where !line.isEmpty {
      let isBroken = source.bytes.starts(with: " +", at: line.upperBound - 2) && line.count > 2
      block.append(isBroken ? source.bytes.trimmed(line.lowerBound..<(line.upperBound - 2)) : line)
      guard isBroken || breaksLines else { continue }
      blocks.append(MarkupBlock(lines: block))
      block = []
    }
    if !block.isEmpty { blocks.append(MarkupBlock(lines: block)) }
  }

  /// Texts of footnotes in a block.
  private func footnotes(_ block: MarkupBlock) -> [MarkupBlock] {
    var found: [MarkupBlock] = []
    var start = block.range.lowerBound
    while let mark = source.bytes.firstRange(of: "footnote:", in: start..<block.range.upperBound) {
      start = mark.upperBound
      let open = source.bytes.skip(start..<block.range.upperBound) { $0 != UInt8(ascii: "[") && !$0.isSpace }
      let close = source.bytes.skip(open..<block.range.upperBound) { $0 != UInt8(ascii: "]") }
      // Where none closes this one, none closes those behind it.
      guard close < block.range.upperBound else { break }
      guard open + 1 < close, source.bytes[open] == UInt8(ascii: "[") else { continue }
      let lines = source.bytes.lines(in: (open + 1)..<close).map { source.bytes.trimmed($0) }.filter { !$0.isEmpty }
      if !lines.isEmpty { found.append(MarkupBlock(lines: lines)) }
      start = close
    }
    return found
  }
}
