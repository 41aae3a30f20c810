import Basics
import Tensors
import Testing
import Threads
import Training
import Transformer

/// Steps of low-rank changes against their definition.
@Suite struct LowRankOptimiserTests {
  private let configuration = TransformerConfiguration(
    vocabularySize: 40, dim: 16, feedForward: 32, heads: 2, encoderLayers: 1, decoderLayers: 1, normalization: .pre,
    activation: .relu)

  private func optimiser() throws -> LowRankOptimiser {
    try OpenBLAS.open()
    var generator = SplitMix64(seed: 5)
    let base = ParameterVector(configuration)
    base.initialize(using: &generator)
    return LowRankOptimiser(
      WeightDelta(configuration, base: "b", rank: 2), base: base, workers: WorkerPool(count: 2), seed: 1)
  }

  private func gradients() -> ParameterVector {
    var generator = SplitMix64(seed: 9)
    let gradients = ParameterVector(configuration)
    for index in 0..<gradients.storage.count {
      gradients.storage.pointer[index] = Float.random(in: -1...1, using: &generator)
    }
    return gradients
  }

  @Test func itBeginsWithTheModelAsItIs() throws {
    let optimiser = try optimiser()
    var generator = SplitMix64(seed: 5)
    let base = ParameterVector(configuration)
    base.initialize(using: &generator)
    #expect(
      (0..<base.storage.count).allSatisfy { base.storage.pointer[$0] == optimiser.parameters.storage.pointer[$0] })
  }

  /// Adam's first step moves every number by the rate, against the sign of its gradient; dR = Lᵀ dW, and dL = dW Rᵀ is
  /// nothing while R is.
  @Test func theFirstStepGoesAgainstTheGradient() throws {
    let (optimiser, gradients) = (try optimiser(), gradients())
    let before = (0..<optimiser.delta.storage.count).map { optimiser.delta.storage.pointer[$0] }
    var expected = before
    for part in optimiser.delta.parts {
      let dW = gradients[part.parameter]
      guard let (left, right) = optimiser.delta.factors(part) else {
        for index in 0..<part.count { expected[part.offset + index] -= 0.01 * sign(dW.pointer[index]) }
        continue
      }
      for k in 0..<right.rows {
        for column in 0..<right.columns {
          let sum = (0..<left.rows).reduce(Float(0)) { $0 + left.row($1)[k] * dW.row($1)[column] }
          expected[part.offset + left.count + k * right.columns + column] -= 0.01 * sign(sum)
        }
      }
    }
    _ = optimiser.update(gradients: gradients, tokens: 1, learningRate: 0.01)
    let found = (0..<before.count).map { optimiser.delta.storage.pointer[$0] }
    let wrong = zip(found, expected).count { abs($0 - $1) > 1e-4 }
    // Sums that are all but zero may have either sign.
    #expect(wrong <= before.count / 1000)
    #expect((0..<gradients.storage.count).allSatisfy { gradients.storage.pointer[$0] == 0 })
  }

  @Test func weightsAreTheModelsAndTheChange() throws {
    let optimiser = try optimiser()
    for _ in 0..<3 { _ = optimiser.update(gradients: gradients(), tokens: 1, learningRate: 0.01) }
    var generator = SplitMix64(seed: 5)
    let expected = ParameterVector(configuration)
    expected.initialize(using: &generator)
    optimiser.delta.apply(to: expected)
    #expect(
      (0..<expected.storage.count).allSatisfy {
        abs(expected.storage.pointer[$0] - optimiser.parameters.storage.pointer[$0]) < 1e-6
      })
    optimiser.delta.scale(by: 0)
    optimiser.applyDelta()
    var again = SplitMix64(seed: 5)
    expected.initialize(using: &again)
    #expect(
      (0..<expected.storage.count).allSatisfy {
        expected.storage.pointer[$0] == optimiser.parameters.storage.pointer[$0]
      })
  }

  private func sign(_ value: Float) -> Float { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
