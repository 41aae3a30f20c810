/// Which Markdown a file is in. Constructs that cannot be mistaken are known in all but CommonMark itself.
public enum MarkdownFlavour: String, CaseIterable, Sendable {
  case gfm, commonmark, mkdocs, hugo, docusaurus, mdx, kramdown
}

/// Finds what dialects of Markdown add to CommonMark, and hides it from md4c: lines that are syntax become empty, list
/// items or headings for it, and marks within text become letters. Offsets stay what they are.
struct MarkdownDialect {
  private let source: SourceText
  private let start: Int
  private let isPlain: Bool
  /// `{…}` is JavaScript.
  private let isMDX: Bool
  private(set) var view: MaskedSource
  /// Texts in lines of syntax.
  private(set) var captions: [Range<Int>] = []
  private var tables: [Range<Int>] = []
  private var bytes: [UInt8]
  private var hidden: [MaskedSource.Hidden] = []
  /// Where what is hidden ends, by where it begins.
  private var tagEnds: [Int: Int] = [:]

  init(_ source: SourceText, from start: Int, _ options: DocumentOptions) {
    (self.source, self.start) = (source, start)
    isPlain = options.markdown == .commonmark
    let isNamed = [.mdx, .docusaurus].contains(options.markdown) || source.file.hasSuffix(".mdx")
    isMDX = isNamed || (options.markdown == nil && Self.hasImports(source, from: start))
    view = MaskedSource(source, start..<start)
    bytes = source.bytes
  }

  private static func hasImports(_ source: SourceText, from start: Int) -> Bool {
    source.bytes.firstRange(of: "import ", from: start) != nil
      && source.bytes.lines(in: start..<source.bytes.count).contains { isImport(source.string($0)) }
  }

  /// `import x from 'y'`
  private static func isImport(_ line: String) -> Bool {
    let text = line.trimmed()
    guard line.hasPrefix("import "), let last = text.last(where: { $0 != ";" }), last == "'" || last == "\"" else {
      return false
    }
    return text.contains(" from ") || text.dropFirst(7).first.map { "'\"".contains($0) } ?? false
  }

  mutating func read() {
    guard !isPlain else { return }
    let lines = source.bytes.lines(in: start..<source.bytes.count)
    let isCode = MarkdownLines.code(source, lines)
    hideTemplates(lines, isCode)
    findTables(lines, isCode)
    var index = 0
    while index < lines.count {
      if isCode[index] {
        index += 1
      } else {
        index = max(readLine(index, lines, isCode), index + 1)
      }
    }
    for index in lines.indices where !isCode[index] { readMarks(lines[index]) }
    hidden.sort { $0.range.lowerBound < $1.range.lowerBound }
    view.bytes = bytes
    view.hidden = hidden
  }

  /// Puts spaces in the place of a range, but for line ends.
  private mutating func blank(_ range: Range<Int>) {
    for index in range where bytes[index] != .newline && bytes[index] != .carriageReturn { bytes[index] = .space }
  }

  private mutating func hide(_ range: Range<Int>, _ kind: InlineItem.Kind) {
    for index in range { bytes[index] = UInt8(ascii: "x") }
    hidden.append(.init(range: range, kind: kind))
    tagEnds[range.lowerBound] = range.upperBound
  }

  // MARK: Tables

  /// Tables that begin right below a line of text, as GitHub allows and md4c does not: it has to see them by themselves.
  private mutating func findTables(_ lines: [Range<Int>], _ isCode: [Bool]) {
    var index = 1
    while index + 1 < lines.count {
      defer { index += 1 }
      guard !isCode[index], isDelimiterRow(lines[index + 1]), bytes[lines[index]].contains(UInt8(ascii: "|")),
        let first = bytes[lines[index - 1]].first, !first.isSpace, !"|#>-*+".utf8.contains(first),
        bytes[lines[index]].first.map({ !$0.isSpace && $0 != UInt8(ascii: ">") }) == true
      else { continue }
      var end = index + 2
      while end < lines.count, !bytes.trimmed(lines[end]).isEmpty { end += 1 }
      tables.append(lines[index].lowerBound..<lines[end - 1].upperBound)
      index = end
    }
  }

  private func isDelimiterRow(_ line: Range<Int>) -> Bool {
    let row = bytes[bytes.trimmed(line)]
    return row.contains(UInt8(ascii: "|")) && row.contains(UInt8(ascii: "-"))
      && row.allSatisfy { "|-: \t".utf8.contains($0) }
  }

  /// What md4c is to see, one after the other: the document, and tables that it would take for text.
  var views: [[UInt8]] {
    guard !tables.isEmpty else { return [view.bytes] }
    var rest = view.bytes
    var alone = view.bytes
    for index in rest.indices where rest[index] != .newline && rest[index] != .carriageReturn {
      if tables.contains(where: { $0.contains(index) }) { rest[index] = .space } else { alone[index] = .space }
    }
    return [rest, alone]
  }

  // MARK: Templates and shortcodes

  /// Names of shortcodes and tags between which there is code.
  private static let codeTags: Set<String> = [
    "highlight", "code-toggle", "code", "mermaid", "math", "katex", "raw", "comment", "gist", "verbatim", "codeblock",
  ]

  private mutating func hideTemplates(_ lines: [Range<Int>], _ isCode: [Bool]) {
    let code = zip(lines, isCode).filter(\.1).map(\.0)
    let tags = TemplateScanner.tags(in: source.bytes, start..<source.bytes.count).filter { tag in
      !code.contains { $0.contains(tag.range.lowerBound) } && !isInlineCode(tag.range)
    }
    let names = tags.map { Self.name(of: source.string($0.range)) }
    let closed = Set(names.compactMap { $0.hasPrefix("/") ? String($0.dropFirst()) : nil })
    var open: (name: String, start: Int)?
    for (tag, name) in zip(tags, names) {
      if let code = open {
        guard name == "/\(code.name)" || name == "end\(code.name)" else { continue }
        blank(code.start..<tag.range.lowerBound)
        open = nil
      } else if Self.codeTags.contains(name), closed.contains(name) || names.contains("end\(name)") {
        open = (name, tag.range.upperBound)
      }
      let isAlone = standsAlone(tag.range)
      if isAlone {
        blank(tag.range)
      } else {
        let splits = tag.kind == .control || closed.contains(name)
        hide(tag.range, splits ? .boundary : tag.kind == .comment ? .void : .atom)
      }
    }
  }

  /// `{{< figure src=x >}}` is `figure`, `{{< /note >}}` is `/note`.
  private static func name(of tag: String) -> String {
    let body = tag.drop { "{<%-#~ \t\n".contains($0) }
    return String(body.prefix { $0.isLetter || $0.isNumber || "-_/.".contains($0) })
  }

  private func isInlineCode(_ range: Range<Int>) -> Bool {
    let line = source.bytes.lineStart(of: range.lowerBound)
    return source.bytes[line..<range.lowerBound].count { $0 == UInt8(ascii: "`") } % 2 == 1
  }

  /// Whether nothing else stands on its lines.
  private func standsAlone(_ range: Range<Int>) -> Bool {
    let lineStart = source.bytes.lineStart(of: range.lowerBound)
    let lineEnd = source.bytes.skip(range.upperBound..<source.bytes.count) { $0.isBlank }
    let isEnd = lineEnd == source.bytes.count || source.bytes[lineEnd].isSpace
    return isEnd && bytes[lineStart..<range.lowerBound].allSatisfy { $0.isBlank || $0 == UInt8(ascii: ">") }
  }

  // MARK: Lines of syntax

  /// Reads the line, and those that belong to it. Returns the index of the next one.
  private mutating func readLine(_ index: Int, _ lines: [Range<Int>], _ isCode: [Bool]) -> Int {
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

// Marks within text.
extension MarkdownDialect {
  /// Marks that are further apart do not belong together: so the work grows with the length of the text only.
  private static let longestMark = 400

  private mutating func readMarks(_ line: Range<Int>) {
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

/// Lines of code, in which nothing is syntax.
enum MarkdownLines {
  /// For each line whether it stands in a fence, or is one.
  static func code(_ source: SourceText, _ lines: [Range<Int>]) -> [Bool] {
    var fence: (mark: UInt8, count: Int)?
    return lines.map { line in
      let bytes = source.bytes
      let start = bytes.skip(line) { $0.isBlank || ">-*+".utf8.contains($0) || $0.isDigit || $0 == UInt8(ascii: ".") }
      guard start < line.upperBound else { return fence != nil }
      let mark = bytes[start]
      let count = bytes.skip(start..<line.upperBound) { $0 == mark } - start
      if let open = fence {
        if mark == open.mark, count >= open.count, bytes.trimmed((start + count)..<line.upperBound).isEmpty {
          fence = nil
        }
        return true
      }
      guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"), count >= 3,
        mark == UInt8(ascii: "~") || !bytes[(start + count)..<line.upperBound].contains(mark)
      else { return false }
      fence = (mark, count)
      return true
    }
  }
}
