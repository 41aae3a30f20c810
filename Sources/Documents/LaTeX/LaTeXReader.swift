import Text

/// Gathers the running text of LaTeX: everything between commands and environments that are not part of sentences.
struct LaTeXReader {
  let source: SourceText
  let scanner: LaTeXScanner
  private(set) var texts: [[InlineItem]] = []
  var items: [InlineItem] = []
  private var text: [UInt8] = []
  private var textStart = 0
  /// `|code|`, which `\MakeShortVerb` asks for.
  private let shortVerb: UInt8?
  private(set) var depth = 0
  var vainSearches = VainSearches()

  /// Texts nested deeper than this stay as they are.
  static let deepest = 60

  init(_ source: SourceText) {
    self.source = source
    scanner = LaTeXScanner(bytes: source.bytes)
    let bytes = source.bytes
    let short = bytes.firstRange(of: "\\MakeShortVerb", from: source.start)?.upperBound
    shortVerb = short.map { bytes.skip($0..<bytes.count) { "*{\\".utf8.contains($0) } }.flatMap {
      $0 < bytes.count && bytes[$0].isASCIIPunctuation ? bytes[$0] : nil
    }
    readFile()
  }

  private mutating func readFile() {
    let bytes = source.bytes
    guard let begin = bytes.firstRange(of: "\\begin{document}", from: source.start) else {
      if hasText { readBlock(source.start..<bytes.count) }
      return
    }
    readTitles(source.start..<begin.lowerBound)
    let end = bytes.firstRange(of: "\\end{document}", from: begin.upperBound)?.lowerBound ?? bytes.count
    readBlock(begin.upperBound..<end)
  }

  /// Files of definitions are programs.
  private var hasText: Bool {
    let bytes = source.bytes
    let signs: [StaticString] = ["\\section", "\\chapter", "\\subsection", "\\begin{itemize}", "\\begin{frame}"]
    let definitions: [StaticString] = ["\\def\\", "\\catcode", "\\newcommand", "\\ProvidesPackage", "\\bye"]
    return signs.contains { bytes.firstRange(of: $0, from: 0) != nil }
      || !definitions.contains { bytes.firstRange(of: $0, from: 0) != nil }
  }

  /// The title of a document stands before it begins.
  private mutating func readTitles(_ range: Range<Int>) {
    for mark: StaticString in ["\\title", "\\subtitle"] {
      guard let found = source.bytes.firstRange(of: mark, in: range) else { continue }
      let lineStart = source.bytes.lineStart(of: found.lowerBound)
      guard !source.bytes[lineStart..<found.lowerBound].contains(UInt8(ascii: "%")) else { continue }
      if let last = scanner.arguments(at: found.upperBound, range.upperBound).arguments.last { readBlock(last) }
    }
  }

  /// A text of its own, or many.
  mutating func readBlock(_ range: Range<Int>) {
    guard depth < Self.deepest else { return }
    let outer = items
    flush(range.lowerBound)
    items = []
    scan(range)
    finishText()
    items = outer
    textStart = range.upperBound
  }

  /// Adds what is in a range to the text at hand.
  mutating func scan(_ range: Range<Int>) {
    depth += 1
    defer { depth -= 1 }
    textStart = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound { index = max(next(index, range.upperBound), index + 1) }
    flush(range.upperBound)
  }

  mutating func flush(_ end: Int) {
    if !text.isEmpty {
      items.append(InlineItem(kind: .text(String(decoding: text, as: UTF8.self).nfc()), range: textStart..<end))
    }
    text = []
    textStart = end
  }

  mutating func finishText() {
    if items.contains(where: \.hasLetters) { texts.append(items) }
    items = []
  }

  mutating func append(_ kind: InlineItem.Kind, _ range: Range<Int>) -> Int {
    flush(range.lowerBound)
    items.append(InlineItem(kind: kind, range: range))
    textStart = range.upperBound
    return range.upperBound
  }

  mutating func endText(_ start: Int, _ end: Int) -> Int {
    flush(start)
    finishText()
    textStart = end
    return end
  }

  mutating func add(_ string: String) { text += Array(string.utf8) }

  private mutating func next(_ index: Int, _ limit: Int) -> Int {
    let bytes = source.bytes
    switch bytes[index] {
    case .backslash: return readCommand(index, limit)
    case UInt8(ascii: "%"):
      return readComment(index, limit)
    case UInt8(ascii: "$"): return readMath(index, limit)
    case UInt8(ascii: "&"): return endText(index, index + 1)
    case UInt8(ascii: "{"): return readGroup(index, limit)
    case UInt8(ascii: "}"): return append(.void, index..<(index + 1))
    case UInt8(ascii: "~"): add("\u{A0}")
    case .newline, .carriageReturn: return readLineBreak(index, limit)
    case let byte where byte == shortVerb:
      if let end = scanner.verbEnd(index, limit) { return append(.atom, index..<end) }
      text.append(byte)
    default: return readCharacters(index, limit)
    }
    return index + 1
  }

  /// A comment goes as far as the next line, which may be empty.
  private mutating func readComment(_ index: Int, _ limit: Int) -> Int {
    let line = source.bytes.skip(index..<limit) { $0 != .newline }
    let next = min(line + 1, limit)
    let text = source.bytes.skip(next..<limit) { $0.isBlank || $0 == .carriageReturn }
    let isBeforeEmpty = text < limit && source.bytes[text] == .newline
    return isBeforeEmpty ? endText(index, text) : append(.void, index..<next)
  }

  /// An empty line ends a paragraph.
  private mutating func readLineBreak(_ index: Int, _ limit: Int) -> Int {
    let end = source.bytes.skip(index..<limit) { $0.isSpace }
    let breaks = source.bytes[index..<end].count {
      $0 == .newline || $0 == .carriageReturn && !source.bytes.starts(with: "\r\n", at: index)
    }
    if breaks > 1 { return endText(index, end) }
    while text.last?.isBlank == true { text.removeLast() }
    text.append(.space)
    return end
  }

  /// Marks of quotation and dashes are written with several characters.
  private mutating func readCharacters(_ index: Int, _ limit: Int) -> Int {
    let marks: [(StaticString, String)] = [("``", "“"), ("''", "”"), ("---", "—"), ("--", "–"), ("`", "‘")]
    for (written, meant) in marks where source.bytes.starts(with: written, at: index) {
      guard index + written.utf8CodeUnitCount <= limit else { continue }
      add(meant)
      return index + written.utf8CodeUnitCount
    }
    text.append(source.bytes[index])
    return index + 1
  }

  private mutating func readMath(_ index: Int, _ limit: Int) -> Int {
    if source.bytes.starts(with: "$$", at: index) {
      guard let end = firstRange(of: "$$", in: min(index + 2, limit)..<limit) else {
        return endText(index, limit)
      }
      return endText(index, end.upperBound)
    }
    var end = index + 1
    while end < limit, source.bytes[end] != UInt8(ascii: "$") { end += source.bytes[end] == .backslash ? 2 : 1 }
    return end < limit ? append(.atom, index..<(end + 1)) : append(.void, index..<(index + 1))
  }

  /// A group, whose first command may choose a font for it.
  private mutating func readGroup(_ index: Int, _ limit: Int) -> Int {
    guard let close = scanner.close(index, limit), depth < Self.deepest else {
      return append(.void, index..<(index + 1))
    }
    var start = index + 1
    while start < close, source.bytes[start] == .backslash {
      let name = scanner.name(at: start, close)
      guard LaTeXCommands.silent.contains(source.string(name)), name.count > 1 else { break }
      start = source.bytes.skip(name.upperBound..<close) { $0.isBlank }
    }
    _ = append(.open("{", isOpaque: false), index..<start)
    scan(start..<close)
    return append(.close("{"), close..<(close + 1))
  }

  /// Where a closing mark stands first within a range.
  mutating func firstRange(of mark: StaticString, in range: Range<Int>) -> Range<Int>? {
    let bytes = source.bytes
    return vainSearches.first("\(mark)", in: range) { bytes.firstRange(of: mark, in: $0) }
  }
}
