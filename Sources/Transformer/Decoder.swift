import CKernels
import Tensors

/// The decoder of one worker: scores the next token of every live hypothesis, one position a step.
///
/// Keys and values of the encoder's states are computed once a batch. Those of past target positions stay where the
/// step that made them put them; a hypothesis knows its past as a list of slots, so that a beam may be reordered,
/// widened or thinned out without copying them.
public final class TransformerDecoder {
  private let weights: TransformerWeights
  private let arena = Arena(blockCount: 1 << 16)
  private let positions: PositionTable
  private var crossKeyValues: [FloatStorage]
  /// Queries too, which saves moving what the one product of all three yields.
  private var selfQueryKeyValues: [SlotCache]
  private var history = SlotHistory()
  private var sentences: [Range<Int>] = []
  /// Sentence of each row of the latest step.
  private var sentenceOfRow: [Int32] = []
  private var step = 0
  /// Cross-attention of the last layer in the latest step, averaged over heads: one list a row. Kept if asked for.
  public private(set) var crossAttention: [[Float]] = []
  public var keepsCrossAttention = false
  /// What this decoder has done so far.
  public private(set) var work = Work()

  /// Steps of a decoder, in rows and seconds.
  public struct Work: Sendable {
    public var rows = 0
    public var seconds = 0.0

    public static func - (one: Work, other: Work) -> Work {
      Work(rows: one.rows - other.rows, seconds: one.seconds - other.seconds)
    }
  }

  public init(_ weights: TransformerWeights) {
    self.weights = weights
    let c = weights.configuration
    positions = PositionTable(dim: c.dim)
    crossKeyValues = (0..<c.decoderLayers).map { _ in FloatStorage(count: 0) }
    selfQueryKeyValues = (0..<c.decoderLayers).map { _ in SlotCache(width: 3 * c.dim) }
  }

  public var vocabularySize: Int { weights.configuration.vocabularySize }

  /// Begins a batch: projects the encoder's states to keys and values of every layer.
  public func start(_ encoded: EncoderOutput) {
    arena.reset()
    sentences = encoded.sentences
    sentenceOfRow = (0..<Int32(sentences.count)).map { $0 }
    history.reset()
    step = 0
    for (index, layer) in weights.decoder.enumerated() {
      selfQueryKeyValues[index].removeAll()
      let width = 2 * weights.configuration.dim
      let needed = encoded.states.rows * width
      if crossKeyValues[index].count < needed { crossKeyValues[index] = FloatStorage(count: needed) }
      layer.crossAttention.keyValue.apply(
        encoded.states, into: crossKeyValues[index].matrix(rows: encoded.states.rows, columns: width),
        arena: arena)
    }
  }

  /// One step: see `NextTokenScorer` for what `parents` and `tokens` mean.
  ///
  /// - Returns: natural-log probabilities, `[parents.count, vocabularySize]`, valid until the next call.
  public func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
    let start = ContinuousClock.now
    let logits = self.logits(parents: parents, tokens: tokens)
    ck_log_softmax(logits.pointer, logits.rows, logits.columns)
    work.rows += parents.count
    work.seconds += (ContinuousClock.now - start) / .seconds(1)
    return UnsafeMutableBufferPointer(start: logits.pointer, count: logits.count)
  }

  /// The same before normalisation.
  package func logits(parents: [Int32], tokens: [Int32]) -> Matrix {
    arena.reset()
    sentenceOfRow = parents.map { sentenceOfRow[Int($0)] }
    history.advance(parents: parents, firstSlot: selfQueryKeyValues[0].count)
    for index in selfQueryKeyValues.indices { selfQueryKeyValues[index].append(parents.count) }
    let x = embed(tokens)
    run(x)
    step += 1
    let logits = arena.matrix(rows: x.rows, columns: vocabularySize)
    weights.output.apply(x, into: logits, arena: arena)
    return logits
  }

  private func run(_ x: Matrix) {
    let sublayers = Sublayers(configuration: weights.configuration, arena: arena)
    for (index, layer) in weights.decoder.enumerated() {
      attendToPast(x, index, layer.selfAttention, sublayers)
      attendToSource(x, index, layer.crossAttention, sublayers)
      sublayers.feedForward(x, layer.feedForward)
    }
    if let top = weights.decoderTop { sublayers.normalize(x, top, into: x) }
  }

  private func embed(_ tokens: [Int32]) -> Matrix {
    let x = arena.matrix(rows: tokens.count, columns: weights.configuration.dim)
    for (row, token) in tokens.enumerated() {
      if token < 0 {
        x.row(row).update(repeating: 0, count: x.columns)
      } else {
        weights.embedding.write(token, to: x.row(row))
      }
      positions.add(step, to: x.row(row))
    }
    return x
  }

  private func attendToPast(_ x: Matrix, _ layer: Int, _ weights: SelfAttentionWeights, _ sublayers: Sublayers) {
    let c = self.weights.configuration
    sublayers.residual(x, norm: weights.norm, last: weights.output) { input in
      let queries = selfQueryKeyValues[layer].lastRows(x.rows)
      weights.queryKeyValue.apply(input, into: queries, arena: arena)
      let context = arena.matrix(rows: x.rows, columns: c.dim)
      let keys = selfQueryKeyValues[layer].pointer + c.dim
      for row in 0..<x.rows {
        history.withSlots(of: row) { slots in
          ck_attend(
            queries.row(row), keys, keys + c.dim, slots.baseAddress, slots.count, 3 * c.dim, c.heads, c.headDim,
            c.attentionScale, nil, context.row(row))
        }
      }
      return context
    }
  }

  private func attendToSource(_ x: Matrix, _ layer: Int, _ weights: CrossAttentionWeights, _ sublayers: Sublayers) {
    let c = self.weights.configuration
    let keeps = keepsCrossAttention && layer == c.decoderLayers - 1
    if keeps { crossAttention.removeAll(keepingCapacity: true) }
    sublayers.residual(x, norm: weights.norm, last: weights.output) { input in
      let query = sublayers.project(input, weights.query)
      let context = arena.matrix(rows: x.rows, columns: c.dim)
      let attention = arena.floats(c.heads * (sentences.map(\.count).max() ?? 0))
      for row in 0..<x.rows {
        let sentence = sentences[Int(sentenceOfRow[row])]
        let keys = crossKeyValues[layer].pointer + sentence.lowerBound * 2 * c.dim
        ck_attend(
          query.row(row), keys, keys + c.dim, nil, sentence.count, 2 * c.dim, c.heads, c.headDim, c.attentionScale,
          keeps ? attention : nil, context.row(row))
        if keeps { crossAttention.append(average(attention, heads: c.heads, count: sentence.count)) }
      }
      return context
    }
  }

  private func average(_ attention: UnsafePointer<Float>, heads: Int, count: Int) -> [Float] {
    (0..<count).map { position in
      (0..<heads).reduce(Float(0)) { $0 + attention[$1 * count + position] } / Float(heads)
    }
  }
}
