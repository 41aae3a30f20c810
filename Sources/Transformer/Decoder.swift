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
  private var sourceCaches: [SentenceCache]
  private var pastCaches: [SlotCache]
  private var recurrentStates: [RecurrentState]
  private let cacheElement: CacheElement
  private let selection: OutputSelection
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
    /// Scores of tokens.
    public var scores = 0
    public var seconds = 0.0

    public static func - (one: Work, other: Work) -> Work {
      Work(
        rows: one.rows - other.rows, scores: one.scores - other.scores, seconds: one.seconds - other.seconds)
    }
  }

  public init(_ weights: TransformerWeights) {
    self.weights = weights
    let c = weights.configuration
    positions = PositionTable(c)
    let element: CacheElement = weights.precision == .int8 ? .float16 : .float32
    cacheElement = element
    selection = OutputSelection(weights.output)
    sourceCaches = (0..<c.decoderLayers).map { _ in SentenceCache(c, element: element) }
    let pasts = c.usesRecurrence ? 0 : c.decoderLayers
    pastCaches = (0..<pasts).map { _ in SlotCache(width: 2 * c.dim, element: element) }
    recurrentStates = (pasts..<c.decoderLayers).map { _ in RecurrentState(dim: c.dim) }
  }

  public var vocabularySize: Int { weights.configuration.vocabularySize }

  /// Begins a batch: projects the encoder's states to keys and values of every layer.
  ///
  /// - Parameter lists: for each sentence the tokens, ascending, that ``scores(parents:tokens:)`` may give; nil, or no
  ///   lists at all: every token.
  public func start(_ encoded: EncoderOutput, lists: [[Int32]?] = []) {
    arena.reset()
    selection.select(lists)
    sentences = encoded.sentences
    sentenceOfRow = (0..<Int32(sentences.count)).map { $0 }
    history.reset()
    step = 0
    let mark = arena.mark
    let keyValues = arena.matrix(rows: encoded.states.rows, columns: 2 * weights.configuration.dim)
    for (index, layer) in weights.decoder.enumerated() {
      layer.crossAttention.keyValue.apply(encoded.states, into: keyValues, arena: arena)
      sourceCaches[index].fill(keyValues, sentences: sentences)
    }
    arena.release(to: mark)
  }

  /// The scores of one row in one step, valid until the next.
  public struct Scores {
    /// `[count]`, not normalised.
    public let logits: UnsafePointer<Float>
    public let count: Int
    /// The tokens that the logits belong to, ascending; nil: token `i` has logit `i`.
    public let tokens: UnsafePointer<Int32>?
    /// The largest of every ``PackedMatrix/scoreBlock`` logits.
    public let maxima: UnsafePointer<Float>
    /// Less this, a logit is a natural-log probability.
    public let normalizer: Float
  }

  /// One step: see `NextTokenScorer` for what `parents` and `tokens` mean.
  public func scores(parents: [Int32], tokens: [Int32]) -> [Scores] {
    let start = ContinuousClock.now
    let x = states(parents: parents, tokens: tokens)
    let result = sentenceOfRow.contains { list(of: $0) != nil } ? selectedScores(x) : allScores(x)
    work.rows += parents.count
    work.seconds += (ContinuousClock.now - start) / .seconds(1)
    return result
  }

  private func list(of sentence: Int32) -> OutputSelection.List? {
    Int(sentence) < selection.lists.count ? selection.lists[Int(sentence)] : nil
  }

  private func allScores(_ x: Matrix) -> [Scores] {
    let logits = arena.matrix(rows: x.rows, columns: vocabularySize)
    let blocks = PackedMatrix.scoreBlocks(vocabularySize)
    let (maxima, normalizers) = (arena.floats(x.rows * blocks), arena.floats(x.rows))
    weights.output.score(x, into: logits, maxima: maxima, normalizers: normalizers, arena: arena)
    work.scores += logits.count
    return (0..<x.rows).map { row in
      Scores(
        logits: logits.row(row), count: vocabularySize, tokens: nil, maxima: maxima + row * blocks,
        normalizer: normalizers[row])
    }
  }

  private func selectedScores(_ x: Matrix) -> [Scores] {
    let output = selection.matrix ?? weights.output
    let together = arena.matrix(rows: x.rows, columns: output.outputs)
    output.apply(x, into: together, arena: arena)
    work.scores += together.count
    let normalizer = arena.floats(1)
    return (0..<x.rows).map { row in
      let list = list(of: sentenceOfRow[row])
      let count = list?.tokens.count ?? vocabularySize
      var logits = together.rows(row..<row + 1)
      if let list {
        logits = arena.matrix(rows: 1, columns: count)
        for (index, column) in list.columns.enumerated() { logits.pointer[index] = together.row(row)[Int(column)] }
      }
      let maxima = arena.floats(PackedMatrix.scoreBlocks(count))
      PackedMatrix.scan(logits, maxima: maxima, normalizers: normalizer)
      return Scores(
        logits: logits.pointer, count: count, tokens: list?.tokens.baseAddress, maxima: maxima,
        normalizer: normalizer.pointee)
    }
  }

  /// The natural-log probabilities of all tokens, whatever lists there are: `[parents.count, vocabularySize]`, valid
  /// until the next call.
  public func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
    let rows = allScores(states(parents: parents, tokens: tokens))
    let result = arena.floats(rows.count * vocabularySize)
    for (index, row) in rows.enumerated() {
      for token in 0..<vocabularySize {
        result[index * vocabularySize + token] = row.logits[token] - row.normalizer
      }
    }
    return UnsafeMutableBufferPointer(start: result, count: rows.count * vocabularySize)
  }

  /// What the output layer is applied to, `[rows, dim]`.
  private func states(parents: [Int32], tokens: [Int32]) -> Matrix {
    arena.reset()
    sentenceOfRow = parents.map { sentenceOfRow[Int($0)] }
    for index in recurrentStates.indices { recurrentStates[index].advance(parents: parents, isFirst: step == 0) }
    history.advance(parents: parents)
    for index in pastCaches.indices { pastCaches[index].reserve(history.capacity) }
    let x = embed(tokens)
    run(x)
    step += 1
    return x
  }

  private func run(_ x: Matrix) {
    let sublayers = Sublayers(configuration: weights.configuration, arena: arena)
    if let bottom = weights.decoderBottom { sublayers.normalize(x, bottom, into: x) }
    for (index, layer) in weights.decoder.enumerated() {
      switch layer.memory {
      case .attention(let weights): attendToPast(x, index, weights, sublayers)
      case .recurrence(let weights): recall(x, index, weights, sublayers)
      }
      attendToSource(x, index, layer.crossAttention, sublayers)
      sublayers.feedForward(x, layer.feedForward)
    }
    if let top = weights.decoderTop { sublayers.normalize(x, top, into: x) }
  }

  private func embed(_ tokens: [Int32]) -> Matrix {
    let x = arena.matrix(rows: tokens.count, columns: weights.configuration.dim)
    for (row, token) in tokens.enumerated() {
      if let token = token < 0 ? weights.configuration.startToken : token {
        weights.embedding.write(token, to: x.row(row))
      } else {
        x.row(row).update(repeating: 0, count: x.columns)
      }
      positions.add(step, to: x.row(row))
    }
    return x
  }

  private func attendToPast(_ x: Matrix, _ layer: Int, _ weights: SelfAttentionWeights, _ sublayers: Sublayers) {
    let c = self.weights.configuration
    sublayers.residual(x, norm: weights.norm, last: weights.output) { input in
      let projected = sublayers.project(input, weights.queryKeyValue)
      let context = arena.matrix(rows: x.rows, columns: c.dim)
      let scratch = arena.floats(ck_attend_scratch(1, history.count, c.heads))
      let cache = pastCaches[layer]
      for row in 0..<x.rows {
        cache.write(projected.row(row) + c.dim, to: history.newSlot(of: row))
        history.withSlots(of: row) { slots in
          ck_attend_slots(
            projected.row(row), cache.pointer, cacheElement.isHalf, slots.baseAddress, slots.count, c.heads, c.headDim,
            c.attentionScale, context.row(row), scratch)
        }
      }
      return context
    }
  }

  /// x += what the unit makes of its state and its input.
  private func recall(_ x: Matrix, _ layer: Int, _ weights: RecurrentWeights, _ sublayers: Sublayers) {
    sublayers.residual(x, norm: weights.norm) { input in
      let update = sublayers.project(input, weights.update)
      let forget = sublayers.project(input, weights.forget)
      for row in 0..<x.rows {
        let output = update.row(row)
        ck_recurrent_unit(output, forget.row(row), x.columns, recurrentStates[layer].row(row), output)
        ck_add(output, x.columns, x.row(row))
      }
    }
  }

  private func attendToSource(_ x: Matrix, _ layer: Int, _ weights: CrossAttentionWeights, _ sublayers: Sublayers) {
    let c = self.weights.configuration
    let keeps = keepsCrossAttention && layer == c.decoderLayers - 1
    if keeps { crossAttention.removeAll(keepingCapacity: true) }
    sublayers.residual(x, norm: weights.norm, last: weights.output) { input in
      let queries = sublayers.project(input, weights.query)
      let context = arena.matrix(rows: x.rows, columns: c.dim)
      let cache = sourceCaches[layer]
      let scratch = arena.floats(cache.scratchCount)
      var row = 0
      while row < x.rows {
        // Rows of one sentence stand together, and read its keys together.
        let sentence = sentenceOfRow[row]
        var end = row + 1
        while !keeps, end < x.rows, sentenceOfRow[end] == sentence { end += 1 }
        cache.attend(queries.rows(row..<end), to: Int(sentence), into: context.rows(row..<end), scratch: scratch)
        if keeps { crossAttention.append(cache.averageAttention(to: Int(sentence), scratch: scratch)) }
        row = end
      }
      return context
    }
  }
}
