import Documents

/// Makes texts ready for the model: hides protected spans behind marks, cuts into sentences, takes accelerators out and
/// writes capitals small; and undoes all that in the translation.
///
/// May be shared between threads.
package final class TextPreparer: Sendable {
  private let translator: any SegmentTranslator
  private let segmenter: Segmenter
  private let recaser: Recaser
  private let safeguards: Safeguards
  private let past: PastTranslations?

  /// - Parameter past: a text that it has as a whole is not cut.
  package init(
    for translator: any SegmentTranslator, safeguards: Safeguards, past: PastTranslations? = nil,
    splitsSentences: Bool = true
  ) {
    self.translator = translator
    self.past = past
    self.safeguards = safeguards
    segmenter = Segmenter(for: translator, splitsSentences: splitsSentences)
    recaser = Recaser(source: translator.sourceLocale, target: translator.targetLocale)
  }

  package func prepare(_ text: String) throws -> PreparedText {
    if let whole = known(text) { return whole }
    return try prepare(MaskedText([.text(text)], safeguards: safeguards))
  }

  package func prepare(_ segment: DocumentSegment) throws -> PreparedText {
    if case .text(let text)? = segment.parts.first, segment.parts.count == 1, let whole = known(text) { return whole }
    return try prepare(MaskedText(segment.parts, pairs: segment.pairs, safeguards: safeguards))
  }

  /// A text that people have translated as a whole.
  private func known(_ text: String) -> PreparedText? {
    guard past?.exact(text) != nil else { return nil }
    var whole = PreparedText()
    whole.parts = [.draft(0)]
    whole.drafts = [SegmentDraft(text: text, length: 1, spans: [])]
    return whole
  }

  private func prepare(_ masked: MaskedText) throws -> PreparedText {
    var prepared = PreparedText()
    var spans = masked.spans[...]
    for part in try segmenter.parts(of: masked.text) {
      switch part {
      case .space(let space): prepared.parts.append(.fixed(space))
      case .segment(let segment, let length):
        for piece in Self.cut(segment) {
          let count = piece.marks.count
          try append(MaskedPiece(piece, spans: spans.prefix(count)), length: length, to: &prepared)
          spans = spans.dropFirst(count)
        }
      }
    }
    return prepared
  }

  /// `segment` in pieces of no more marks than the model has placeholders.
  private static func cut(_ segment: String) -> [String] {
    var pieces: [String] = []
    var (piece, count) = (String.UnicodeScalarView(), 0)
    for scalar in segment.unicodeScalars {
      if SpanMark(scalar) != nil {
        if count == SpanMark.limit {
          pieces.append(String(piece))
          (piece, count) = (String.UnicodeScalarView(), 0)
        }
        count += 1
      }
      piece.append(scalar)
    }
    return pieces + [String(piece)]
  }

  /// - Parameter length: of the piece in tokens, or more.
  private func append(_ piece: consuming MaskedPiece, length: Int, to prepared: inout PreparedText) throws {
    guard piece.hasWords else {
      prepared.parts += piece.verbatim
      return
    }
    let (front, back) = piece.peel()
    prepared.parts += front + [.draft(prepared.drafts.count)] + back
    prepared.drafts.append(try draft(piece, length: length))
  }

  private func draft(_ piece: MaskedPiece, length: Int) throws -> SegmentDraft {
    var draft = SegmentDraft(text: piece.numbered, length: length, spans: piece.spans)
    if safeguards.finder != nil { smooth(&draft) }
    if safeguards.finder != nil, let (text, accelerator) = Accelerator.removed(from: draft.text) {
      draft.text = text
      draft.accelerator = accelerator
    }
    let (lowered, recasing) = try recaser.lowered(draft.text)
    guard recasing != .none else { return draft }
    let newLength = translator.length(of: lowered)
    guard newLength <= translator.maximumSegmentLength else { return draft }
    draft.text = lowered
    draft.recasing = recasing
    draft.length = newLength
    return draft
  }

  /// Takes out what disturbs a model and comes back in the translation.
  private func smooth(_ draft: inout SegmentDraft) {
    if let (text, entities) = TextEntities.decoded(draft.text) { (draft.text, draft.entities) = (text, entities) }
    if let (text, spaces) = SpecialSpaces.removed(from: draft.text) { (draft.text, draft.spaces) = (text, spaces) }
  }

  /// What a masked translation of the draft becomes in its text.
  package func restored(_ translation: String, of draft: SegmentDraft) throws -> [SegmentPart] {
    var text = try recaser.raised(translation, draft.recasing)
    if let accelerator = draft.accelerator { text = accelerator.inserted(into: text) }
    if let spaces = draft.spaces { text = spaces.restored(text) }
    if let entities = draft.entities { text = entities.encoded(text) }
    return SegmentDraft.filled(text, with: draft.spans)
  }

  /// The translation of a draft with every hypothesis as it is in the draft's text.
  package func restored(_ translation: SegmentTranslation, of draft: SegmentDraft) throws -> SegmentTranslation {
    if draft.isAsItWas { return translation }
    var translation = translation
    for index in translation.hypotheses.indices {
      let parts = try restored(translation.hypotheses[index].text, of: draft)
      translation.hypotheses[index].text = parts.reduce(into: "") { $0 += $1.string }
    }
    return translation
  }
}
