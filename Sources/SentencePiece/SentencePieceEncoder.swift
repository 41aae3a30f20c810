/// Cuts text into the pieces of a model.
///
/// Reusable, but not to be shared between threads: one for each worker.
public final class SentencePieceEncoder {
  public let model: SentencePieceModel
  private var normalizer: TextNormalizer
  private var segmenter: any Segmenter
  private var normalized = NormalizedText()
  private var segments: [Segment] = []

  /// A piece, and the bytes of the text that it spells. What a character has become may be cut further: then all of its
  /// pieces but the last spell nothing.
  public struct Piece: Sendable, Hashable {
    public var id: Int32
    public var source: Range<Int>
    /// The bytes of the normalised text that it is; see ``SentencePieceEncoder/withSpelling(of:_:)``.
    var spelling: Range<Int>
  }

  public init(_ model: SentencePieceModel) {
    self.model = model
    normalizer = TextNormalizer(model)
    segmenter =
      switch model.algorithm {
      case .unigram: UnigramSegmenter(model)
      case .bytePair: BytePairSegmenter(model)
      case .characters: CharacterSegmenter(model: model)
      }
  }

  /// The ids of a text, with nothing added at its ends.
  public func encode(_ text: String) -> [Int32] { pieces(text).map(\.id) }

  /// The same with the places of the pieces in the text's UTF-8.
  public func pieces(_ text: String) -> [Piece] {
    var text = text
    return text.withUTF8(pieces)
  }

  /// What a piece of the latest text is made of: of an unknown one all its characters.
  package func withSpelling<Result>(of piece: Piece, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    normalized.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[piece.spelling])) }
  }

  /// The text as pieces are looked for in it.
  public func normalized(_ text: String) -> String {
    var text = text
    text.withUTF8 { normalizer.normalize($0, into: &normalized) }
    return String(decoding: normalized.bytes, as: UTF8.self)
  }

  private func pieces(_ text: UnsafeBufferPointer<UInt8>) -> [Piece] {
    normalizer.normalize(text, into: &normalized)
    segments.removeAll(keepingCapacity: true)
    normalized.bytes.withUnsafeBufferPointer { segmenter.segment($0, into: &segments) }
    var pieces: [Piece] = []
    pieces.reserveCapacity(segments.count)
    var isAfterUnknown = false
    for segment in segments {
      let source = Int(normalized.origins[segment.range.lowerBound])..<Int(normalized.origins[segment.range.upperBound])
      let isUnknown = segment.id == model.unknown
      if isUnknown, model.hasByteFallback {
        appendBytes(of: segment, source, to: &pieces)
      } else if isUnknown, isAfterUnknown {
        let last = pieces[pieces.count - 1]
        pieces[pieces.count - 1].source = last.source.lowerBound..<source.upperBound
        pieces[pieces.count - 1].spelling = last.spelling.lowerBound..<segment.range.upperBound
      } else {
        pieces.append(Piece(id: segment.id, source: source, spelling: segment.range))
      }
      isAfterUnknown = isUnknown
    }
    return pieces
  }

  /// The last byte stands for the whole character.
  private func appendBytes(of segment: Segment, _ source: Range<Int>, to pieces: inout [Piece]) {
    for place in segment.range {
      let isLast = place == segment.range.upperBound - 1
      pieces.append(
        Piece(
          id: model.byteIDs[Int(normalized.bytes[place])],
          source: isLast ? source : source.lowerBound..<source.lowerBound, spelling: place..<place + 1))
    }
  }
}
