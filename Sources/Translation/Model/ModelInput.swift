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

  /// - Parameters:
  ///   - segment: masked.
  ///   - limit: most tokens; hints are left out where there would be more.
  package init(_ segment: String, hints: [Hint], limit: Int, coder: any SubwordCoder) {
    source = coder.encode([SubwordPart](masked: segment))
    let hinted =
      hints.isEmpty ? source : coder.encode([SubwordPart](segment, hints: hints) { [SubwordPart](masked: $0) })
    let prefix = coder.leadingTokens
    let text = prefix + hinted.count < limit ? hinted : source
    tokens = coder.framed(text)
    // Only where there are hints can there be anything but the segment's own tokens.
    let places =
      hints.isEmpty
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
