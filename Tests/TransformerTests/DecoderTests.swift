import Tensors
import Testing
import Transformer

/// A seeded generator for tests (xorshift).
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// Cached, batched, one position a step, against the uncached reference.
@Suite struct DecoderTests {
  static let choices = TransformerConfiguration.Normalization.allCases.flatMap { normalization in
    TransformerConfiguration.Activation.allCases.map { (normalization, $0) }
  }

  static func model(
    _ normalization: TransformerConfiguration.Normalization, _ activation: TransformerConfiguration.Activation
  ) -> ParameterVector {
    var generator = TestGenerator(3)
    let parameters = ParameterVector(
      TransformerConfiguration(
        vocabularySize: 37, dim: 24, feedForward: 50, heads: 3, encoderLayers: 2, decoderLayers: 2,
        normalization: normalization, activation: activation))
    parameters.initialize(using: &generator)
    for i in 0..<parameters.storage.count {
      parameters.storage.pointer[i] += Float.random(in: -0.2...0.2, using: &generator)
    }
    return parameters
  }

  @Test(arguments: choices) func cachedDecodingEqualsTheUncachedReference(
    _ choice: (TransformerConfiguration.Normalization, TransformerConfiguration.Activation)
  ) throws {
    var generator = TestGenerator(17)
    let parameters = Self.model(choice.0, choice.1)
    let reference = ReferenceTransformer(parameters)
    let sources: [[Int32]] = [[5, 9, 3, 0], [7, 0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]]
    let weights = try TransformerWeights(parameters)
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    decoder.start(encoder.encode(sources))

    // Rows are continued at random: several times, not at all, across sentences in any order.
    var rows = [2, 0, 1, 0].map { (sentence: $0, target: [Int32]()) }
    var parents = rows.map { Int32($0.sentence) }
    for _ in 0..<7 {
      let tokens = rows.map { $0.target.last ?? -1 }
      let scores = decoder.logProbabilities(parents: parents, tokens: tokens)
      for (index, row) in rows.enumerated() {
        let expected = reference.nextLogProbabilities(source: sources[row.sentence], target: row.target)
        for (token, value) in expected.enumerated() {
          #expect(abs(Double(scores[index * 37 + token]) - value) < 2e-4)
        }
      }
      parents = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        Int32.random(in: 0..<Int32(rows.count), using: &generator)
      }
      rows = parents.map { parent in
        let row = rows[Int(parent)]
        return (row.sentence, row.target + [Int32.random(in: 1..<37, using: &generator)])
      }
    }
  }

  @Test func aSentenceDoesNotDependOnItsBatchBitForBit() throws {
    let weights = try TransformerWeights(Self.model(.post, .relu))
    let sources: [[Int32]] = [[5, 9, 3, 0], [7, 0], (1...30).map { Int32($0) } + [0]]
    func scores(_ batch: [[Int32]], of index: Int) -> [Float] {
      let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
      decoder.start(encoder.encode(batch))
      let everyone = batch.indices.map { Int32($0) }
      _ = decoder.logProbabilities(parents: everyone, tokens: batch.map { _ in -1 })
      let result = decoder.logProbabilities(parents: everyone, tokens: batch.map { $0[0] })
      return Array(result[index * 37..<(index + 1) * 37])
    }
    for (index, source) in sources.enumerated() {
      #expect(scores([source], of: 0) == scores(sources, of: index))
      #expect(scores([source], of: 0) == scores(sources + sources.reversed(), of: 5 - index))
    }
  }

  @Test func crossAttentionIsADistribution() throws {
    let weights = try TransformerWeights(Self.model(.pre, .swish))
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    decoder.keepsCrossAttention = true
    decoder.start(encoder.encode([[5, 9, 3, 0], [7, 0]]))
    _ = decoder.logProbabilities(parents: [1, 0], tokens: [-1, -1])
    #expect(decoder.crossAttention.map(\.count) == [2, 4])
    for row in decoder.crossAttention { #expect(abs(row.reduce(0, +) - 1) < 1e-5) }
  }
}
