/// Finds what dialects of Markdown add to CommonMark, and hides it from md4c: lines that are syntax become empty, list
/// items or headings for it, and marks within text become letters. Offsets stay what they are.
struct MarkdownDialect {
  let source: SourceText
  let start: Int
  private let isPlain: Bool
  /// `{…}` is JavaScript.
  let isMDX: Bool
  private(set) var view: MaskedSource
  /// Texts in lines of syntax.
  var captions: [Range<Int>] = []
  var tables: [Range<Int>] = []
  var bytes: [UInt8]
  private var hidden: [MaskedSource.Hidden] = []
  /// Where what is hidden ends, by where it begins.
  var tagEnds: [Int: Int] = [:]

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
  static func isImport(_ line: String) -> Bool {
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
  mutating func blank(_ range: Range<Int>) {
    for index in range where bytes[index] != .newline && bytes[index] != .carriageReturn { bytes[index] = .space }
  }

  mutating func hide(_ range: Range<Int>, _ kind: InlineItem.Kind) {
    for index in range { bytes[index] = UInt8(ascii: "x") }
    hidden.append(.init(range: range, kind: kind))
    tagEnds[range.lowerBound] = range.upperBound
  }
}
