import Glibc
import Tensors
import Testing
import Transformer

/// Decoding with lists of tokens: only those, normalised among themselves, and the same in every batch.
@Suite struct OutputListTests {
  static let sources: [[Int32]] = [[5, 9, 3, 0], [7, 0], (1...30).map { Int32($0) } + [0]]
  static let lists: [[Int32]?] = [[0, 3, 5, 9, 36], [0, 7, 8], [0, 1, 2, 30, 31, 32]]

  /// Scores in the second step, less the normaliser.
  static func scores(
    _ weights: TransformerWeights, _ batch: [[Int32]], _ lists: [[Int32]?]
  ) -> [(tokens: [Int32]?, values: [Float])] {
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    withExtendedLifetime(encoder) { decoder.start(encoder.encode(batch), lists: lists) }
    let everyone = batch.indices.map { Int32($0) }
    _ = decoder.scores(parents: everyone, tokens: batch.map { _ in -1 })
    return decoder.scores(parents: everyone, tokens: batch.map { $0[0] }).map { row in
      let tokens = row.tokens.map { Array(UnsafeBufferPointer(start: $0, count: row.count)) }
      return (tokens, (0..<row.count).map { row.logits[$0] - row.normalizer })
    }
  }

  @Test(arguments: WeightPrecision.allCases) func scoresAreThoseOfTheList(_ precision: WeightPrecision) throws {
    let weights = try TransformerWeights(DecoderTests.model(.pre, .relu), precision: precision)
    let all = Self.scores(weights, Self.sources, [])
    let listed = Self.scores(weights, Self.sources, Self.lists)
    for (index, list) in Self.lists.enumerated() {
      let list = try #require(list)
      #expect(listed[index].tokens == list && all[index].tokens == nil)
      // The same scores, but for what normalises them.
      let rest = list.map { all[index].values[Int($0)] }
      let total = Float(log(rest.reduce(0.0) { $0 + exp(Double($1)) }))
      for (found, value) in zip(listed[index].values, rest) { #expect(abs(found - (value - total)) < 1e-4) }
    }
  }

  @Test(arguments: WeightPrecision.allCases) func listsDoNotDependOnTheBatch(_ precision: WeightPrecision) throws {
    let weights = try TransformerWeights(DecoderTests.model(.post, .swish), precision: precision)
    let together = Self.scores(weights, Self.sources, Self.lists)
    let beside = Self.scores(weights, Self.sources + [[4, 0]], Self.lists + [nil])
    #expect(beside[3].tokens == nil && beside[3].values.count == 37)
    for index in Self.sources.indices {
      let alone = Self.scores(weights, [Self.sources[index]], [Self.lists[index]])[0]
      #expect(alone.values == together[index].values && alone.values == beside[index].values)
    }
  }

  /// Hypotheses that come and go leave the slots of one that stays alone.
  @Test func slotsAreUsedAgain() throws {
    let weights = try TransformerWeights(DecoderTests.model(.post, .relu), precision: .int8)
    var generator = TestGenerator(5)
    func decoder() -> TransformerDecoder {
      let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
      // What has been encoded lies in the encoder's memory.
      withExtendedLifetime(encoder) { decoder.start(encoder.encode(Self.sources)) }
      return decoder
    }
    let (wide, lone) = (decoder(), decoder())
    // The first sentence goes on by itself in one decoder, among others that come and go in the other.
    var parents: [Int32] = [0, 1, 2]
    for step in 0..<40 {
      let token = step == 0 ? Int32(-1) : Int32(step % 36 + 1)
      let others = parents.dropFirst().map { _ in step == 0 ? Int32(-1) : Int32.random(in: 1..<37, using: &generator) }
      let among = Array(wide.logProbabilities(parents: parents, tokens: [token] + others)[0..<37])
      let alone = Array(lone.logProbabilities(parents: [0], tokens: [token])[0..<37])
      #expect(among == alone, "step \(step)")
      let rows = Int32(parents.count)
      parents =
        [0] + (0..<Int.random(in: 1...9, using: &generator)).map { _ in Int32.random(in: 0..<rows, using: &generator) }
    }
  }
}
