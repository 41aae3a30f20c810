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
    positions = PositionTable(weights.configuration)
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
    if let bottom = weights.encoderBottom { sublayers.normalize(x, bottom, into: x) }
    let groups = Self.groups(ranges)
    for layer in weights.encoder {
      for group in groups {
        let rows = x.rows(group.rows)
        attend(rows, group.sentences, layer.attention, sublayers)
        sublayers.feedForward(rows, layer.feedForward)
      }
    }
    if let top = weights.encoderTop { sublayers.normalize(x, top, into: x) }
    return EncoderOutput(states: x, sentences: ranges)
  }

  /// Sentences that go through a layer together: so many that products are efficient, so few that what lies between
  /// two products stays in the second-level cache.
  private static func groups(_ sentences: [Range<Int>]) -> [(rows: Range<Int>, sentences: [Range<Int>])] {
    var groups: [(rows: Range<Int>, sentences: [Range<Int>])] = []
    for sentence in sentences {
      if let last = groups.last, sentence.upperBound - last.rows.lowerBound <= groupRows {
        let start = last.rows.lowerBound
        groups[groups.count - 1].rows = start..<sentence.upperBound
        groups[groups.count - 1].sentences.append(sentence.lowerBound - start..<sentence.upperBound - start)
      } else {
        groups.append((sentence, [0..<sentence.count]))
      }
    }
    return groups
  }

  private static let groupRows = 144

  private func embed(_ sentences: [[Int32]], _ ranges: [Range<Int>]) -> Matrix {
    let x = arena.matrix(rows: ranges.last?.upperBound ?? 0, columns: weights.configuration.dim)
    for (sentence, range) in zip(sentences, ranges) {
      for (position, token) in sentence.enumerated() {
        let row = x.row(range.lowerBound + position)
        weights.sourceEmbedding.write(token, to: row)
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
      let scratch = arena.floats(ck_attend_scratch(4, longest, c.heads))
      let packed = arena.floats(ck_packed_sentence(longest, c.heads, c.headDim))
      for range in ranges {
        let queries = projected.row(range.lowerBound)
        ck_pack_sentence(
          queries + c.dim, queries + 2 * c.dim, projected.stride, range.count, c.heads, c.headDim, 0, packed)
        ck_attend_sentence(
          queries, projected.stride, range.count, packed, 0, range.count, c.heads, c.headDim, c.attentionScale,
          context.row(range.lowerBound), scratch)
      }
      return context
    }
  }
}

extension TransformerConfiguration {
  /// Dot products of queries and keys are multiplied by this.
  public var attentionScale: Float { 1 / Float(headDim).squareRoot() }
}
