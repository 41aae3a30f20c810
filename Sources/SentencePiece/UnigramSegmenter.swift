/// Finds the pieces whose scores, logarithms of probabilities, have the highest sum (Viterbi).
///
/// Sums are rounded as SentencePiece rounds them, so that ties are resolved as there: of equals the first stays, that is
/// the one whose last piece is the longest.
struct UnigramSegmenter: Segmenter {
  private struct Best {
    var score: Float = 0
    var start: Int32 = -1
    var id: Int32 = -1
  }

  private let model: SentencePieceModel
  private let unknownScore: Float
  /// What each byte of a symbol of the user's is worth.
  private let highestScore: Float
  /// By end.
  private var best: [Best] = []

  /// How much worse than the worst piece an unknown character is.
  private static let unknownPenalty: Float = 10

  init(_ model: SentencePieceModel) {
    self.model = model
    var (lowest, highest) = (Float.greatestFiniteMagnitude, Float.leastNormalMagnitude)
    for (score, kind) in zip(model.scores, model.kinds) where kind == .normal {
      lowest = min(lowest, score)
      highest = max(highest, score)
    }
    unknownScore = lowest - Self.unknownPenalty
    highestScore = highest
  }

  mutating func segment(_ text: UnsafeBufferPointer<UInt8>, into segments: inout [Segment]) {
    best.removeAll(keepingCapacity: true)
    best.append(contentsOf: repeatElement(Best(), count: text.count + 1))
    var start = 0
    while start < text.count {
      let length = min(announcedLength(text[start]), text.count - start)
      if !followPieces(text, from: start, characterLength: length) {
        offer(unknownScore + best[start].score, model.unknown, start, start + length)
      }
      start += length
    }
    collect(text.count, &segments)
  }

  /// - Returns: whether the character at `start` is a piece.
  private mutating func followPieces(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, characterLength: Int
  ) -> Bool {
    let before = best[start].score
    var (node, isPiece) = (PieceTrie.root, false)
    for position in start..<text.count {
      node = model.pieces.child(of: node, text[position])
      if node == 0 { break }
      let id = model.pieces.value(at: node)
      guard id >= 0, model.kinds[Int(id)] != .unused else { continue }
      let length = position + 1 - start
      // A symbol of the user's is worth more than whatever else could be there.
      let score =
        model.kinds[Int(id)] == .userDefined
        ? Float(Double(Float(length) * highestScore) - 0.1) : model.scores[Int(id)]
      offer(score + before, id, start, position + 1)
      if length == characterLength { isPiece = true }
    }
    return isPiece
  }

  @inline(__always)
  private mutating func offer(_ score: Float, _ id: Int32, _ start: Int, _ end: Int) {
    guard best[end].start < 0 || score > best[end].score else { return }
    best[end] = Best(score: score, start: Int32(start), id: id)
  }

  private func collect(_ count: Int, _ segments: inout [Segment]) {
    let first = segments.count
    var end = count
    while end > 0 {
      let start = Int(best[end].start)
      segments.append(Segment(range: start..<end, id: best[end].id))
      end = start
    }
    segments[first...].reverse()
  }
}
