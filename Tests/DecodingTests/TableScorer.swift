import Decoding
import Glibc

/// A model without a model: the distribution after every history is random, yet the same at every look. Only the
/// sentence and the tokens so far decide it, so an oracle can ask for it without decoding.
struct TableScorer: NextTokenScorer {
  var vocabularySize: Int
  /// One number a sentence of the batch, which stands for its source.
  var sentences: [UInt64]
  /// Changes a row of scores given its history.
  var adjust: (@Sendable ([Int32], inout [Float]) -> Void)?

  private var rows: [(sentence: UInt64, history: [Int32])] = []
  private var buffer: UnsafeMutableBufferPointer<Float> = .init(start: nil, count: 0)
  /// Rows of every step, for tests of what leaves the batch.
  private(set) var rowsPerStep: [Int] = []

  init(
    vocabularySize: Int, sentences: [UInt64], adjust: (@Sendable ([Int32], inout [Float]) -> Void)? = nil
  ) {
    self.vocabularySize = vocabularySize
    self.sentences = sentences
    self.adjust = adjust
  }

  mutating func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float> {
    rows = zip(parents, tokens).map { parent, token in
      guard token != Self.beginning else { return (sentences[Int(parent)], []) }
      return (rows[Int(parent)].sentence, rows[Int(parent)].history + [token])
    }
    rowsPerStep.append(rows.count)
    buffer.deallocate()
    buffer = .allocate(capacity: rows.count * vocabularySize)
    _ = buffer.initialize(from: rows.flatMap { distribution(sentence: $0.sentence, after: $0.history) })
    return buffer
  }

  /// The log-probabilities of every token after `history`.
  func distribution(sentence: UInt64, after history: [Int32]) -> [Float] {
    var state = sentence &* 0x2545_F491_4F6C_DD1D &+ 99
    for token in history { state = mix(state ^ (UInt64(bitPattern: Int64(token)) &+ 0x51)) }
    let logits = (0..<vocabularySize).map { _ -> Float in
      state = mix(state)
      return Float(state >> 40) / Float(1 << 24) * 5
    }
    let sum = logits.reduce(Float(0)) { $0 + exp($1) }
    var result = logits.map { $0 - log(sum) }
    adjust?(history, &result)
    return result
  }

  private func mix(_ value: UInt64) -> UInt64 {
    var x = value &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 32)) &* 0xD6E8_FEB8_6659_FD93
    x = (x ^ (x >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return x ^ (x >> 32)
  }
}

/// Decodes with a fresh table scorer.
func decode(
  _ sentences: [UInt64], vocabularySize: Int = 4, inputs: [SearchInput]? = nil, options: SearchOptions,
  adjust: (@Sendable ([Int32], inout [Float]) -> Void)? = nil
) throws -> [[Hypothesis]] {
  var scorer = TableScorer(vocabularySize: vocabularySize, sentences: sentences, adjust: adjust)
  let inputs = inputs ?? sentences.map { SearchInput(sourceLength: 0, seed: $0) }
  return try search(inputs, scorer: &scorer, options: options)
}
