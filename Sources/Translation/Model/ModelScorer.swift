import Decoding
import Tensors
import Transformer

/// The decoder as a search sees it.
struct ModelScorer: NextTokenScorer {
  let decoder: TransformerDecoder

  var vocabularySize: Int { decoder.vocabularySize }

  func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
    decoder.logProbabilities(parents: parents, tokens: tokens)
  }

  func scores(parents: [Int32], tokens: [Int32]) -> [ScoreRow] {
    precondition(PackedMatrix.scoreBlock == ScoreRow.blockSize)
    return decoder.scores(parents: parents, tokens: tokens).map { row in
      ScoreRow(
        values: UnsafeBufferPointer(start: row.logits, count: row.count), tokens: row.tokens,
        normalizer: row.normalizer, maxima: row.maxima)
    }
  }
}
