import Evaluation
import Testing

/// The generator draws what NumPy draws.
@Suite struct RandomStreamTests {
  private struct Case: Decodable {
    let seed: String
    let bounds: [UInt32]
    /// [bound][draw], each row drawn afresh
    let indices: [[UInt32]]
    let bools: [Bool]
  }

  @Test func drawsAsNumPyDoes() throws {
    for golden in try Golden.decode([Case].self, "random.json") {
      let seed = try Seed(setting: golden.seed)
      for (bound, expected) in zip(golden.bounds, golden.indices) {
        var stream = RandomStream(seed: seed.value)
        #expect(expected.map { _ in stream.index(below: bound) } == expected, "seed \(golden.seed), bound \(bound)")
      }
      var stream = RandomStream(seed: seed.value)
      #expect(golden.bools.map { _ in stream.bool() } == golden.bools)
    }
  }

  @Test func seedsThatAreNoNumbersAreRefused() throws {
    for text in ["", "-1", "1.5", "seed", "18446744073709551616"] {
      #expect(throws: EvaluationError.invalidSeed(text)) { try Seed(setting: text) }
    }
    #expect(try Seed(setting: "None").text == "none")
  }

  /// numpy.array([i * 0.1 for i in range(1, n + 1)]).mean() in double and single precision, for lengths around the block sizes.
  @Test(arguments: [
    (7, 0.4, 0.4000000059604645), (8, 0.45, 0.44999998807907104), (127, 6.4, 6.400000095367432),
    (128, 6.45, 6.449999809265137), (129, 6.5, 6.500000476837158), (1000, 50.05, 50.04999923706055),
  ]) func meansRoundAsNumPys(_ count: Int, _ double: Double, _ single: Double) {
    let values = (1...count).map { Double($0) * 0.1 }
    #expect(PairwiseSum.mean(values) == double)
    #expect(Double(PairwiseSum.mean(values.map { Float($0) })) == single)
  }
}
