import Text

extension TextPreparer {
  /// A sentence and its translation as the model reads and writes them: spans of the source behind marks, the same marks
  /// in the translation, without accelerators and what else is taken out before the model and put back behind it.
  ///
  /// - Returns: nil where that is not one segment, or where the translation does not hold the source's spans as they are.
  package func masked(_ source: String, _ translation: String) throws -> (source: String, target: String)? {
    let prepared = try prepare(source)
    guard prepared.drafts.count == 1, let draft = prepared.drafts.first, draft.recasing == .none,
      let place = prepared.parts.firstIndex(of: .draft(0)),
      let inner = Self.peeled(translation, prepared.parts[..<place], prepared.parts[(place + 1)...]),
      var target = Self.marked(inner, draft)
    else { return nil }
    if draft.entities != nil, let (text, _) = TextEntities.decoded(target) { target = text }
    if let (text, _) = SpecialSpaces.removed(from: target) { target = text }
    if let accelerator = draft.accelerator { target = accelerator.removed(fromTranslation: target) }
    return target.hasLetters ? (draft.text, target) : nil
  }

  /// The translation without what stands around the draft.
  private static func peeled(
    _ text: String, _ front: ArraySlice<PreparedText.Part>, _ back: ArraySlice<PreparedText.Part>
  ) -> String? {
    let (head, tail) = (written(front), written(back))
    let text = trimmed(text)
    guard text.hasPrefix(head), text.dropFirst(head.count).hasSuffix(tail) else { return nil }
    return trimmed(String(text.dropFirst(head.count).dropLast(tail.count)))
  }

  private static func written(_ parts: ArraySlice<PreparedText.Part>) -> String {
    trimmed(
      parts.reduce(into: "") { text, part in
        switch part {
        case .fixed(let string): text += string
        case .span(let span): text += span.text
        case .draft: break
        }
      })
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.prefix { $0.isWhitespace }.endIndex
    return String(text[start...].reversed().drop { $0.isWhitespace }.reversed())
  }

  /// The text with the draft's marks in the places of its spans. Equal spans take theirs from left to right.
  private static func marked(_ text: String, _ draft: SegmentDraft) -> String? {
    var text = text
    for mark in draft.text.marks {
      guard draft.spans.indices.contains(mark.number), let range = text.firstRange(of: draft.spans[mark.number].text)
      else { return nil }
      text.replaceSubrange(range, with: String(Character(mark.scalar)))
    }
    return text
  }
}
