/// SubRip and WebVTT. A sentence that runs over several cues is one segment, and its translation is cut at words, in
/// proportion to the lengths of the cues.
struct SubtitleDocument: TranslatableDocument {
  let segments: [DocumentSegment]
  private let source: SourceText
  /// The cues of each segment.
  private let places: [[CueText]]

  private static let mostCues = 8

  init(_ source: SourceText) throws(DocumentError) {
    self.source = source
    var places: [[CueText]] = []
    for text in try CueScanner.cues(of: source).flatMap({ CueText.all($0, source) }) {
      if let last = places.last?.last, places[places.count - 1].count < Self.mostCues, last.goesOn(in: text) {
        places[places.count - 1].append(text)
      } else {
        places.append([text])
      }
    }
    self.places = places
    segments = places.map { Self.segment($0, source) }
  }

  private static func segment(_ cues: [CueText], _ source: SourceText) -> DocumentSegment {
    let parts = cues.count == 1 ? cues[0].parts : [.text(cues.map { $0.parts.text }.joined(separator: " "))]
    return DocumentSegment(parts: parts, line: source.line(at: cues[0].range.lowerBound), pairs: cues[0].pairs)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    for (index, translation) in translations.enumerated() {
      guard let translation, translation != segments[index].parts else { continue }
      edits += self.edits(translation, places[index])
    }
    return source.bytes.applying(edits)
  }

  private func edits(_ translation: [SegmentPart], _ cues: [CueText]) -> [ByteEdit] {
    let pieces = translation.map { part -> InlineFilling.Piece in
      switch part {
      case .text(let text): .text(escaped(text))
      case .span(let span): .markup(span)
      }
    }
    let words = InlineFilling.words(pieces).map(\.word).filter { !$0.isEmpty }
    let shares = WordSplitting.split(words, weights: cues.map { $0.parts.text.count })
    return zip(cues, shares).map { cue, words in
      var words = words
      // Dots follow, which need no comma before them.
      if cue.endsInEllipsis, let last = words.last, last.hasSuffix(",") {
        words[words.count - 1] = String(last.dropLast())
      }
      let lines = WordSplitting.lines(words, count: cue.lineCount, longest: max(cue.longestLine, 42))
      return ByteEdit(cue.range, lines.joined(separator: cue.lineBreak).utf8)
    }
  }

  private func escaped(_ text: String) -> String {
    guard source.format == .vtt else { return text }
    return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\u{A0}", with: "&nbsp;")
  }
}
