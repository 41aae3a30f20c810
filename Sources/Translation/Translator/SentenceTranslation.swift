/// A sentence, or a part of one that is too long for the model, and what became of it.
public struct SentenceTranslation: Sendable, Hashable {
  /// The sentence as it stands in its line or text.
  public var source: String

  /// Its place in the source, in UTF-8 bytes.
  public var sourceRange: Range<Int>

  /// The place of its best translation in the best translation of the whole, in UTF-8 bytes.
  public var targetRange: Range<Int>

  /// The sentence as the model saw it, subword by subword.
  public var sourceTokens: [String]

  /// The translations, best first; at least one.
  public var hypotheses: [TranslationHypothesis]

  /// How its protected spans came through.
  public var path: TranslationPath

  /// The past translation that it is, or that the model has seen beside it.
  public var past: PastTranslation?

  /// The best translation.
  public var text: String { hypotheses[0].text }

  /// The score of the best translation.
  public var score: Float { hypotheses[0].score }

  /// The same in something of which its line begins at these bytes.
  func moved(bySource source: Int, by target: Int) -> SentenceTranslation {
    var moved = self
    moved.sourceRange = (sourceRange.lowerBound + source)..<(sourceRange.upperBound + source)
    moved.targetRange = (targetRange.lowerBound + target)..<(targetRange.upperBound + target)
    return moved
  }
}

extension SentenceTranslation {
  /// The sentences among the parts of a line.
  ///
  /// - Parameter translations: what became of each segment among `parts`, in order.
  static func all(in parts: [LinePart], translations: [SegmentTranslation]) -> [SentenceTranslation] {
    var sentences: [SentenceTranslation] = []
    var (sourceOffset, offset) = (0, 0)
    for part in parts {
      switch part {
      case .space(let space):
        sourceOffset += space.utf8.count
        offset += space.utf8.count
      case .segment(let source, _):
        let translation = translations[sentences.count]
        let length = translation.hypotheses[0].text.utf8.count
        let sourceEnd = sourceOffset + source.utf8.count
        sentences.append(
          SentenceTranslation(
            source: source, sourceRange: sourceOffset..<sourceEnd, targetRange: offset..<(offset + length),
            sourceTokens: translation.sourceTokens, hypotheses: translation.hypotheses, path: translation.path,
            past: translation.past))
        sourceOffset = sourceEnd
        offset += length
      }
    }
    return sentences
  }
}
