import Basics
import Tensors
import Testing
import Training
import Transformer

/// Gradients of the whole model against central differences of its loss, parameter by parameter, along random
/// directions: a wrong term in any layer's backward pass shows in the parameters below it.
@Suite struct GradientTests {
  struct Setup: CustomTestStringConvertible, Sendable {
    let normalization: TransformerConfiguration.Normalization
    let activation: TransformerConfiguration.Activation
    let dropout: DropoutRates
    var testDescription: String { "\(normalization)-norm, \(activation), dropout \(dropout.residual)" }
  }

  static let setups = [
    Setup(normalization: .post, activation: .relu, dropout: .none),
    Setup(
      normalization: .post, activation: .swish, dropout: DropoutRates(residual: 0.2, attention: 0.2, feedForward: 0.2)),
    Setup(normalization: .pre, activation: .swish, dropout: .none),
    Setup(
      normalization: .pre, activation: .relu, dropout: DropoutRates(residual: 0.3, attention: 0.1, feedForward: 0.1)),
  ]

  @Test(arguments: setups) func gradientsMatchFiniteDifferences(_ setup: Setup) {
    let configuration = TransformerConfiguration(
      vocabularySize: 19, dim: 12, feedForward: 17, heads: 3, encoderLayers: 2, decoderLayers: 2,
      normalization: setup.normalization, activation: setup.activation)
    var generator = SplitMix64(seed: 5)
    let parameters = ParameterVector(configuration)
    parameters.initialize(using: &generator)
    for i in 0..<parameters.storage.count {
      parameters.storage.pointer[i] += Float.random(in: -0.1...0.1, using: &generator)
    }
    let graph = TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: 16)
    let batch = Self.batch(vocabulary: 19, using: &generator)
    let workspace = Workspace(parameters, dropout: setup.dropout, precision: .float32)
    _ = graph.forwardBackward(batch, seed: 11, workspace)
    let gradients = workspace.gradients.storage.pointer
    let probe = Workspace(parameters, dropout: setup.dropout, precision: .float32)

    for parameter in parameters.layout.parameters {
      let values = parameters[parameter]
      let direction = (0..<values.count).map { _ in Float.random(in: -1...1, using: &generator) }
      let expected = zip(parameter.range, direction).reduce(0.0) { $0 + Double(gradients[$1.0]) * Double($1.1) }
      let original = values.elements
      func loss(_ step: Float) -> Double {
        for i in 0..<values.count { values.pointer[i] = original[i] + step * direction[i] }
        return graph.forwardBackward(batch, seed: 11, probe).loss
      }
      // ReLU's kinks ask for small steps, float32's rounding for large ones.
      let step: Float = setup.activation == .relu ? 1.5e-4 : 1e-3
      let tolerance = setup.activation == .relu ? 0.04 : 0.01
      // Fourth-order central difference.
      let measured =
        (8 * (loss(step) - loss(-step)) - (loss(2 * step) - loss(-2 * step))) / (12 * Double(step))
      for i in 0..<values.count { values.pointer[i] = original[i] }
      #expect(
        abs(measured - expected) <= tolerance * max(abs(expected), 2),
        "\(parameter.name): \(expected) from backward, \(measured) from differences")
    }
  }

  static func batch(vocabulary: Int32, using generator: inout SplitMix64) -> Batch {
    func sentence(_ length: Int) -> [Int32] {
      (0..<length).map { _ in Int32.random(in: 1..<vocabulary, using: &generator) } + [0]
    }
    return Batch(
      [(3, 5), (7, 2), (1, 1), (4, 9)].map { TokenPair(source: sentence($0.0), target: sentence($0.1)) })
  }
}
