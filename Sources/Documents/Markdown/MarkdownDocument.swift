/// Markdown: CommonMark with GitHub's tables, task lists and strikethrough, front matter in YAML, and what
/// ``MarkdownDialect`` knows.
enum MarkdownDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> SplicedDocument {
    let start = FrontMatter.end(source) ?? source.start
    var dialect = MarkdownDialect(source, from: start, options)
    dialect.read()
    let view = dialect.view
    let reader = MarkdownReader(source, view)
    for bytes in dialect.views where !MarkdownParser.parse(bytes, from: start, reader) {
      throw source.malformed(at: start, "the Markdown parser gave up", "The file may be too large; split it")
    }
    let units = Units(source)
    let texts = reader.texts.filter { !$0.isBroken }.flatMap(units.all)
    let escaping = HTMLEscaping(source, isUnicode: true)
    let html = reader.htmlBlocks.flatMap { HTMLDocument.units(source, view, $0, escaping) }
    let captions = dialect.captions.compactMap(units.caption)
    return SplicedDocument(
      bytes: source.bytes, file: source.file,
      units: FrontMatter.units(source, options) + texts + html + captions)
  }

  /// Turns items into segments and their places.
  private struct Units {
    let source: SourceText
    let labels: Set<String>

    init(_ source: SourceText) {
      self.source = source
      labels = MarkdownSyntax.labels(source.bytes)
    }

    func all(_ text: MarkdownInlines) -> [(segment: DocumentSegment, slot: Slot)] {
      let titles = text.titles.compactMap { self.title($0) }
      let alternatives = text.alternatives.compactMap { unit($0, .alternative, margin: nil) }
      let lines = lines(text.items).compactMap { unit($0, text.block, margin: text.margin) }
      return lines + titles + alternatives
    }

    /// Cuts a text at hard line breaks and at boundaries, unless an element goes on behind them, and at every line
    /// where each line is a sentence.
    private func lines(_ items: [InlineItem]) -> [[InlineItem]] {
      var lines: [[InlineItem]] = [[]]
      var depth = 0
      let isCutAtLines = hasSentenceOnEachLine(items)
      for item in items {
        if case .open = item.kind { depth += 1 }
        if case .close = item.kind { depth -= 1 }
        let ends = item.kind == .lineBreak || item.kind == .boundary || (isCutAtLines && isSoftBreak(item))
        if depth == 0, ends {
          lines.append([])
        } else {
          lines[lines.count - 1].append(item)
        }
      }
      return lines
    }

    private func isSoftBreak(_ item: InlineItem) -> Bool {
      item.kind == .text(" ") && source.bytes[item.range].contains { $0 == .newline || $0 == .carriageReturn }
    }

    private func hasSentenceOnEachLine(_ items: [InlineItem]) -> Bool {
      let breaks = items.indices.filter { isSoftBreak(items[$0]) }
      guard !breaks.isEmpty else { return false }
      return (breaks + [items.count]).allSatisfy { index in
        let line = items[..<index].reversed().drop { $0.isWhiteSpace || $0.isVoid }
        guard case .text(let text)? = line.first(where: { if case .close = $0.kind { false } else { true } })?.kind
        else {
          return false
        }
        return text.endsSentence
      }
    }

    /// A text that stands in a line of syntax: the title of an admonition.
    func caption(_ range: Range<Int>) -> (segment: DocumentSegment, slot: Slot)? {
      let text = source.string(range)
      guard text.hasLetters, !text.contains(where: { "*_`[]<>{}|\\&\"".contains($0) }) else { return nil }
      let segment = DocumentSegment(parts: [.text(text)], line: source.line(at: range.lowerBound))
      let slot = Slot(range: range) { parts in
        let text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        return Array(text.replacing("\"", with: "'").replacing("\n", with: " ").filter { !"[]{}".contains($0) }.utf8)
      }
      return (segment, slot)
    }

    private func unit(
      _ items: [InlineItem], _ block: MarkdownInlines.Block, margin: Range<Int>?
    ) -> (segment: DocumentSegment, slot: Slot)? {
      guard var found = InlineSegment(items, in: source.bytes) else { return nil }
      let hardSpaces = found.takeHardSpaces()
      let segment = DocumentSegment(
        parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
      let isAtStart = items.first.map { $0.range.lowerBound >= found.range.lowerBound } ?? true
      let writer = MarkdownWriter(
        segment: segment, block: block, labels: labels, isAtStart: isAtStart,
        filling: InlineFilling(
          source, found.range, margin: block == .paragraph ? margin : nil,
          mayBeginLine: MarkdownEscaping.mayBeginLine),
        hardSpaces: hardSpaces)
      return (segment, Slot(range: found.range, spans: found.spans) { writer.write($0) })
    }

    /// A title's quotation marks stand around it.
    private func title(_ range: Range<Int>) -> (segment: DocumentSegment, slot: Slot)? {
      let text = Entities.decodeAll(source.string(range))
      guard text.hasLetters, !text.contains("\\"), !text.contains(where: \.isNewline), range.lowerBound > 0 else {
        return nil
      }
      let opening = source.bytes[range.lowerBound - 1]
      let closing = opening == UInt8(ascii: "(") ? ")" : String(UnicodeScalar(opening))
      let segment = DocumentSegment(parts: [.text(text)], line: source.line(at: range.lowerBound))
      let slot = Slot(range: range) { parts in
        let text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        let escaped = text.replacing("\\", with: "\\\\").replacing("&", with: "&amp;").replacing("\n", with: " ")
        return Array(escaped.replacing(closing, with: "\\" + closing).utf8)
      }
      return (segment, slot)
    }
  }
}
