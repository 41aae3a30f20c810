/// HTML, broken or not, and XHTML.
enum HTMLDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> SplicedDocument {
    let view = MaskedSource(source)
    return SplicedDocument(
      bytes: source.bytes, file: source.file,
      units: units(source, view, source.start..<source.bytes.count, HTMLEscaping(source)))
  }

  /// The texts of a file, or of a block of HTML in one of another format.
  ///
  /// - Parameter isText: of attributes that HTML does not know.
  static func units(
    _ source: SourceText, _ view: MaskedSource, _ range: Range<Int>, _ escaping: HTMLEscaping,
    isText: (HTMLToken.Attribute, HTMLToken) -> Bool = { _, _ in false }
  ) -> [(segment: DocumentSegment, slot: Slot)] {
    let reader = HTMLReader(source, view, range, isText: isText)
    let texts = reader.texts.compactMap { unit($0, source, escaping) }
    return texts + reader.attributes.compactMap { unit($0, source, view, escaping) }
  }

  static func unit(
    _ items: [InlineItem], _ source: SourceText, _ escaping: HTMLEscaping
  ) -> (segment: DocumentSegment, slot: Slot)? {
    guard var found = InlineSegment(items, in: source.bytes) else { return nil }
    let hardSpaces = found.takeHardSpaces()
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
    let filling = InlineFilling(source, found.range, margin: secondMargin(found.range, source.bytes))
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let pieces = (hardSpaces?.restored(parts) ?? parts).map { part -> InlineFilling.Piece in
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
  static func secondMargin(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int>? {
    let end = bytes.skip(range) { $0 != .newline }
    guard end < range.upperBound else { return nil }
    return (end + 1)..<bytes.skip((end + 1)..<range.upperBound) { $0.isBlank }
  }

  static func unit(
    _ attribute: HTMLToken.Attribute, _ source: SourceText, _ view: MaskedSource, _ escaping: HTMLEscaping
  ) -> (segment: DocumentSegment, slot: Slot)? {
    let items = view.items(source.bytes.trimmed(attribute.value)) { HTMLReader.text(source.string($0)) }
    guard var found = InlineSegment(items, in: source.bytes), !items.contains(where: { $0.kind == .boundary }),
      attribute.quote != nil || found.spans.isEmpty
    else { return nil }
    let hardSpaces = found.takeHardSpaces()
    let segment = DocumentSegment(parts: found.parts, line: source.line(at: found.range.lowerBound))
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let written = (hardSpaces?.restored(parts) ?? parts).map { part in
        switch part {
        case .text(let text): escaping.attribute(text, quote: attribute.quote)
        case .span(_, let written): written
        }
      }
      return Array(written.joined().utf8)
    }
    return (segment, slot)
  }
}
