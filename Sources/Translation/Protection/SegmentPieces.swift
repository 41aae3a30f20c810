/// A masked segment cut at its marks: what can be translated between them, and the rest.
struct SegmentPieces {
  private enum Piece {
    /// A mark, space, or text without letters.
    case fixed(String)
    case text(String)
  }

  private let pieces: [Piece]

  init(_ segment: String) {
    var pieces: [Piece] = []
    var text = Substring.UnicodeScalarView()
    for scalar in segment.unicodeScalars {
      if SpanMark(scalar) == nil {
        text.append(scalar)
      } else {
        pieces += Self.pieces(of: Substring(text))
        text.removeAll()
        pieces.append(.fixed(String(scalar)))
      }
    }
    self.pieces = pieces + Self.pieces(of: Substring(text))
  }

  /// Text with its white space and the punctuation at its beginning set apart.
  private static func pieces(of text: Substring) -> [Piece] {
    guard text.hasLetters else { return text.isEmpty ? [] : [.fixed(String(text))] }
    let scalars = text.unicodeScalars
    let start = scalars.firstIndex { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? text.startIndex
    let last = scalars.lastIndex { !$0.properties.isWhitespace } ?? text.startIndex
    let end = scalars.index(after: last)
    return [.fixed(String(text[..<start])), .text(String(text[start..<end])), .fixed(String(text[end...]))]
  }

  /// What is to be translated, in order.
  var texts: [String] {
    pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The segment put together from translations of its texts.
  func joined(_ translations: [SegmentTranslation]) -> SegmentTranslation {
    var best = TranslationHypothesis(text: "")
    var sourceTokens: [String] = []
    var rest = translations[...]
    for piece in pieces {
      switch piece {
      case .fixed(let text):
        best.text += text
      case .text(let text):
        guard let translation = rest.popFirst(), let hypothesis = translation.hypotheses.first else { continue }
        sourceTokens += translation.sourceTokens
        best.text += Self.withoutAddedStop(hypothesis.text, of: text)
        best.score += hypothesis.score / Float(translations.count)
        best.tokens += hypothesis.tokens
        best.tokenScores += hypothesis.tokenScores
        best.reachedMaximumLength = best.reachedMaximumLength || hypothesis.reachedMaximumLength
      }
    }
    return SegmentTranslation(sourceTokens: sourceTokens, hypotheses: [best])
  }

  /// A model likes to end in a full stop what did not.
  private static func withoutAddedStop(_ translation: String, of text: String) -> String {
    translation.hasSuffix(".") && !translation.hasSuffix("..") && !text.hasSuffix(".")
      ? String(translation.dropLast()) : translation
  }
}
