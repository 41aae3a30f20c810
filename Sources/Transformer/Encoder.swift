import CKernels
import Tensors

/// A batch of encoded sentences. Rows of all sentences stand one after the other, without padding.
public struct EncoderOutput {
  /// `[sum of lengths, dim]`, in the encoder's arena.
  public let states: Matrix
  /// The rows of each sentence.
  public let sentences: [Range<Int>]
}

/// The encoder of one worker.
///
/// There is no padding anywhere: products run over the rows of all sentences together, attention over the rows of each
/// sentence apart, so that a sentence's states do not depend on the batch.
public final class TransformerEncoder {
  private let weights: TransformerWeights
  private let arena = Arena(blockCount: 1 << 16)
  private let positions: PositionTable

  public init(_ weights: TransformerWeights) {
    self.weights = weights
    positions = PositionTable(dim: weights.configuration.dim)
  }

  /// Encodes sentences given as token ids, each ending in the end-of-sentence token and none empty.
  ///
  /// - Returns: states that stay valid until the next call.
  public func encode(_ sentences: [[Int32]]) -> EncoderOutput {
    arena.reset()
    var ranges: [Range<Int>] = []
    for sentence in sentences {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + sentence.count)
    }
    let sublayers = Sublayers(configuration: weights.configuration, arena: arena)
    let x = embed(sentences, ranges)
    for layer in weights.encoder {
      attend(x, ranges, layer.attention, sublayers)
      sublayers.feedForward(x, layer.feedForward)
    }
    if let top = weights.encoderTop { sublayers.normalize(x, top, into: x) }
    return EncoderOutput(states: x, sentences: ranges)
  }

  private func embed(_ sentences: [[Int32]], _ ranges: [Range<Int>]) -> Matrix {
    let x = arena.matrix(rows: ranges.last?.upperBound ?? 0, columns: weights.configuration.dim)
    for (sentence, range) in zip(sentences, ranges) {
      for (position, token) in sentence.enumerated() {
        let row = x.row(range.lowerBound + position)
        weights.embedding.write(token, to: row)
        positions.add(position, to: row)
      }
    }
    return x
  }

  private func attend(_ x: Matrix, _ ranges: [Range<Int>], _ weights: SelfAttentionWeights, _ sublayers: Sublayers) {
    let c = self.weights.configuration
    sublayers.residual(x, norm: weights.norm, last: weights.output) { input in
      let projected = sublayers.project(input, weights.queryKeyValue)
      let context = arena.matrix(rows: x.rows, columns: c.dim)
      let longest = ranges.map(\.count).max() ?? 0
      let probabilities = arena.floats(c.heads * longest * longest)
      let scratch = arena.floats(ck_attention_scratch(longest, longest, c.headDim))
      for range in ranges {
        let queries = projected.row(range.lowerBound)
        ck_attention_forward(
          queries, projected.stride, queries + c.dim, projected.stride, queries + 2 * c.dim, projected.stride,
          range.count, range.count, c.heads, c.headDim, 0, c.attentionScale, 0, 0, probabilities,
          context.row(range.lowerBound), context.stride, scratch)
      }
      return context
    }
  }
}

extension TransformerConfiguration {
  /// Dot products of queries and keys are multiplied by this.
  public var attentionScale: Float { 1 / Float(headDim).squareRoot() }
}
