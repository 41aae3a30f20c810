import Subwords
import Terminology

/// A segment as the encoder reads it, and which of its tokens are the segment's own.
package struct ModelInput {
  /// The segment's tokens, without hints, direction and end.
  package let source: [Int32]
  /// What the encoder sees.
  package let tokens: [Int32]
  /// For each of ``tokens`` its place in ``source``; nil for what is there beside the segment.
  package let places: [Int?]

  /// The past translation that is among the tokens.
  package let past: PastTranslation?

  /// - Parameters:
  ///   - segment: masked.
  ///   - past: the translation of a like sentence.
  ///   - limit: most tokens; hints are left out where there would be more.
  package init(
    _ segment: String, hints: [Hint], past: PastTranslation? = nil, limit: Int, coder: any SubwordCoder
  ) {
    source = coder.encode([SubwordPart](masked: segment))
    let hinted =
      hints.isEmpty ? source : coder.encode([SubwordPart](segment, hints: hints) { [SubwordPart](masked: $0) })
    let memory = past.flatMap { $0.hint(for: segment) }.map(coder.encode) ?? []
    let prefix = coder.leadingTokens
    func fits(_ tokens: [Int32]) -> Bool { prefix + tokens.count < limit }
    let text = [hinted + memory, source + memory, hinted].first(where: fits) ?? source
    self.past = !memory.isEmpty && fits(source + memory) ? past : nil
    tokens = coder.framed(text)
    // Only where there are hints can there be anything but the segment's own tokens.
    let places =
      hints.isEmpty && memory.isEmpty
      ? [Int?](repeating: nil, count: prefix) + text.indices.map(Optional.some)
      : Self.places(in: text, after: prefix)
    self.places = places + [Int?](repeating: nil, count: tokens.count - places.count)
  }

  private static func places(in text: [Int32], after prefix: Int) -> [Int?] {
    var places = [Int?](repeating: nil, count: prefix)
    var (next, isSuggestion) = (0, false)
    for token in text {
      switch token {
      case ControlToken.term.id, ControlToken.suggestion.id: places.append(nil)
      case ControlToken.alternative.id, ControlToken.memory.id:
        isSuggestion = true
        places.append(nil)
      case ControlToken.close.id:
        isSuggestion = false
        places.append(nil)
      default:
        places.append(isSuggestion ? nil : next)
        if !isSuggestion { next += 1 }
      }
    }
    return places
  }
}
