/// HTML, broken or not, and XHTML.
enum HTMLDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> SplicedDocument {
    let reader = HTMLReader(source)
    let escaping = HTMLEscaping(source)
    let texts = reader.texts.compactMap { unit($0, source, escaping) }
    let attributes = reader.attributes.compactMap { unit($0, source, escaping) }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: texts + attributes)
  }

  private static func unit(
    _ items: [InlineItem], _ source: SourceText, _ escaping: HTMLEscaping
  ) -> (segment: DocumentSegment, slot: Slot)? {
    guard let found = InlineSegment(items, in: source.bytes) else { return nil }
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
    let filling = InlineFilling(source, found.range, margin: secondMargin(found.range, source.bytes))
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let pieces = parts.map { part -> InlineFilling.Piece in
        switch part {
        case .text(let text): .text(escaping.text(text))
        case .span(_, let written): .markup(written)
        }
      }
      return Array(filling.fill(pieces).utf8)
    }
    return (segment, slot)
  }

  /// The indentation of the second line of a text.
  private static func secondMargin(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int>? {
    let end = bytes.skip(range) { $0 != .newline }
    guard end < range.upperBound else { return nil }
    return (end + 1)..<bytes.skip((end + 1)..<range.upperBound) { $0.isBlank }
  }

  private static func unit(
    _ attribute: HTMLToken.Attribute, _ source: SourceText, _ escaping: HTMLEscaping
  ) -> (segment: DocumentSegment, slot: Slot)? {
    let range = source.bytes.trimmed(attribute.value)
    let text = HTMLReader.text(source.string(range))
    guard text.hasLetters else { return nil }
    let segment = DocumentSegment(parts: [.text(text)], line: source.line(at: range.lowerBound))
    let slot = Slot(range: range) { parts in
      let text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
      return Array(escaping.attribute(text, quote: attribute.quote).utf8)
    }
    return (segment, slot)
  }
}
