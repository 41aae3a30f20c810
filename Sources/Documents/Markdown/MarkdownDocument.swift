/// Markdown: CommonMark with GitHub's tables, task lists and strikethrough, and front matter in YAML.
enum MarkdownDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> SplicedDocument {
    let start = FrontMatter.end(source) ?? source.start
    let reader = MarkdownReader(source)
    guard MarkdownParser.parse(source.bytes, from: start, reader) else {
      throw source.malformed(at: start, "the Markdown parser gave up", "The file may be too large; split it")
    }
    let units = Units(source)
    let texts = reader.texts.filter { !$0.isBroken }.flatMap(units.all)
    return SplicedDocument(
      bytes: source.bytes, file: source.file, units: FrontMatter.units(source, options) + texts)
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

    /// Cuts a text at hard line breaks, unless an element goes on behind them.
    private func lines(_ items: [InlineItem]) -> [[InlineItem]] {
      var lines: [[InlineItem]] = [[]]
      var depth = 0
      for item in items {
        if case .open = item.kind { depth += 1 }
        if case .close = item.kind { depth -= 1 }
        if depth == 0, item.kind == .lineBreak {
          lines.append([])
        } else {
          lines[lines.count - 1].append(item)
        }
      }
      return lines
    }

    private func unit(
      _ items: [InlineItem], _ block: MarkdownInlines.Block, margin: Range<Int>?
    ) -> (segment: DocumentSegment, slot: Slot)? {
      guard let found = InlineSegment(items, in: source.bytes) else { return nil }
      let segment = DocumentSegment(
        parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
      let isAtStart = items.first.map { $0.range.lowerBound >= found.range.lowerBound } ?? true
      let writer = MarkdownWriter(
        segment: segment, block: block, labels: labels, isAtStart: isAtStart,
        filling: InlineFilling(
          source, found.range, margin: block == .paragraph ? margin : nil,
          mayBeginLine: MarkdownEscaping.mayBeginLine))
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
