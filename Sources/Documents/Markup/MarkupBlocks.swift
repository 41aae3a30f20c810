/// A block of text in a light markup language: lines that are one paragraph, title, item or cell.
struct MarkupBlock: Sendable {
  /// Of each line, the text of the block on it.
  var lines: [Range<Int>]
  /// A title's line of punctuation below it, and above it, which are as long as the title.
  var underline: Range<Int>?
  var overline: Range<Int>?

  var range: Range<Int> { (lines.first?.lowerBound ?? 0)..<(lines.last?.upperBound ?? 0) }
}

/// The languages of this folder: what stands within their lines.
protocol MarkupLanguage {
  /// The items of a text. Markup may go over the ends of lines, which count as spaces.
  static func items(_ range: Range<Int>, _ source: SourceText) -> [InlineItem]
  /// Text so that it is read as text. `before` and `after` are the characters beside it.
  static func escaped(_ text: String) -> String
  /// What stands between text and markup where they touch, though the markup needs space around it.
  static func glue(beside markup: String) -> String
  /// Whether a line may begin with a word.
  static func mayBeginLine(_ word: String) -> Bool
}

extension MarkupLanguage {
  static func document(_ source: SourceText, _ blocks: [MarkupBlock]) -> SplicedDocument {
    SplicedDocument(bytes: source.bytes, file: source.file, units: blocks.flatMap { units($0, source) })
  }

  private static func units(
    _ block: MarkupBlock, _ source: SourceText
  ) -> [(segment: DocumentSegment, slot: Slot)] {
    let sentences = block.lines.map { source.string($0).endsSentence }
    if block.lines.count > 1, sentences.allSatisfy({ $0 }) {
      return block.lines.compactMap { unit(MarkupBlock(lines: [$0]), source) }
    }
    return [unit(block, source)].compactMap { $0 }
  }

  private static func unit(
    _ block: MarkupBlock, _ source: SourceText
  ) -> (segment: DocumentSegment, slot: Slot)? {
    let items = items(block.range, source)
    guard let found = InlineSegment(items, in: source.bytes) else { return nil }
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
    if let underline = block.underline {
      return (segment, title(block, underline, found, segment, source))
    }
    let second = block.lines.dropFirst().first
    let margin = second.map { source.bytes.lineStart(of: $0.lowerBound)..<$0.lowerBound }
    let isWrapped = found.range.upperBound > (block.lines.first?.upperBound ?? 0)
    let filling = InlineFilling(source, found.range, margin: isWrapped ? margin : nil, mayBeginLine: mayBeginLine)
    let slot = Slot(range: found.range, spans: found.spans) { Array(filling.fill(pieces($0, of: segment)).utf8) }
    return (segment, slot)
  }

  /// A title and its lines, which grow with it.
  private static func title(
    _ block: MarkupBlock, _ underline: Range<Int>, _ found: InlineSegment, _ segment: DocumentSegment,
    _ source: SourceText
  ) -> Slot {
    let whole = (block.overline ?? block.range).lowerBound..<underline.upperBound
    let mark = String(UnicodeScalar(source.bytes[underline.lowerBound]))
    let above = block.overline.map { source.string($0.upperBound..<found.range.lowerBound) }
    let below = source.string(found.range.upperBound..<underline.lowerBound)
    let front = block.overline == nil ? source.string(whole.lowerBound..<found.range.lowerBound) : ""
    let extra = max(underline.count - source.string(found.range).width, 0)
    return Slot(range: whole, spans: found.spans) { parts in
      let text = pieces(parts, of: segment).map {
        if case .text(let text) = $0 { text } else if case .markup(let text) = $0 { text } else { "" }
      }
      .joined()
      let line = String(repeating: mark, count: text.width + extra)
      return Array(((above.map { line + $0 } ?? front) + text + below + line).utf8)
    }
  }

  private static func pieces(_ parts: [PlacedPart], of segment: DocumentSegment) -> [InlineFilling.Piece] {
    let plain = parts.map { part -> SegmentPart in
      switch part {
      case .text(let text): .text(text)
      case .span(let span, _): .span(span)
      }
    }
    let roles = segment.roles(in: plain) ?? parts.map { _ in nil }
    return parts.enumerated().map { index, part in
      switch part {
      case .span(_, let written): return .markup(written)
      case .text(let text):
        var text = escaped(text)
        // Markup needs space, or this, on its outer sides.
        let before = index > 0 ? roles[index - 1] : nil
        let after = index + 1 < parts.count ? roles[index + 1] : nil
        if before == .closing || before == .single, touches(text.first) { text = glue(parts[index - 1]) + text }
        if after == .opening || after == .single, touches(text.last) { text += glue(parts[index + 1]) }
        return .text(text)
      }
    }
  }

  private static func glue(_ part: PlacedPart) -> String {
    if case .span(let span, _) = part { glue(beside: span) } else { "" }
  }

  private static func touches(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
}

extension String {
  /// Columns that the text takes up: wide characters take two.
  var width: Int {
    unicodeScalars.reduce(0) { width, scalar in
      let isWide =
        (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
        || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
        || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
        || (0x1F300...0x1FAFF).contains(scalar.value)
      let isMark = scalar.properties.generalCategory == .nonspacingMark
      return width + (isMark ? 0 : isWide ? 2 : 1)
    }
  }
}
