/// LaTeX (latex-project.org): paragraphs, titles, captions, items, notes, cells. Commands, math, labels, citations, code
/// and the preamble, but for the title, stay.
enum LaTeXDocument {
  static func parse(_ source: SourceText) -> SplicedDocument {
    let units = LaTeXReader(source).texts.compactMap { unit($0, source) }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }

  private static func unit(
    _ items: [InlineItem], _ source: SourceText
  ) -> (segment: DocumentSegment, slot: Slot)? {
    guard var found = InlineSegment(items, in: source.bytes) else { return nil }
    let hardSpaces = found.takeHardSpaces()
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
    let filling = InlineFilling(
      source, found.range, margin: HTMLDocument.secondMargin(found.range, source.bytes))
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let parts = hardSpaces?.restored(parts) ?? parts
      return Array(filling.fill(parts.indices.map { piece(parts, $0) }).utf8)
    }
    return (segment, slot)
  }

  private static func piece(_ parts: [PlacedPart], _ index: Int) -> InlineFilling.Piece {
    switch parts[index] {
    case .span(_, let written): return .markup(written)
    case .text(let text):
      let escaped = escaped(text)
      guard index > 0, case .span(_, let before) = parts[index - 1], let first = escaped.first, first.isLetter,
        endsInName(before)
      else { return .text(escaped) }
      return .text("{}" + escaped)
    }
  }

  /// Letters behind `\LaTeX` would be part of its name.
  private static func endsInName(_ markup: String) -> Bool {
    let name = markup.reversed().prefix { $0.isASCII && $0.isLetter }
    return !name.isEmpty && markup.dropLast(name.count).last == "\\"
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\textbackslash{}"
      case "{", "}", "%", "&", "#", "_", "$": result += "\\\(character)"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "\u{A0}": result += "~"
      case "“": result += "``"
      case "”", "\"": result += "''"
      case "‘": result += "`"
      case "–": result += "--"
      case "—": result += "---"
      default: result.append(character)
      }
    }
  }
}
