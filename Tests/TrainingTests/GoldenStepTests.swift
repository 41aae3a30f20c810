import Foundation
import Tensors
import Testing
import Threads
import Training
import Transformer

/// Whole training steps against PyTorch: Golden/make.py says how its numbers came about.
@Suite struct GoldenStepTests {
  struct Facts: Decodable {
    let vocabulary, dim, feedForward, heads, layers: Int
    let smoothing, beta1, beta2, epsilon, clipNorm: Float
    let rate: Double
    let losses, norms: [Double]
    let sources, targets: [[Int32]]
  }

  struct Setup: CustomTestStringConvertible, Sendable {
    let name: String
    let normalization: TransformerConfiguration.Normalization
    let activation: TransformerConfiguration.Activation
    var testDescription: String { name }
  }

  static let setups = [
    Setup(name: "post", normalization: .post, activation: .relu),
    Setup(name: "pre", normalization: .pre, activation: .swish),
  ]

  @Test(arguments: setups) func stepsAgreeWithPyTorch(_ setup: Setup) throws {
    let url = try #require(
      Bundle.module.url(forResource: setup.name, withExtension: "safetensors", subdirectory: "Golden"))
    let file = try SafetensorsFile(path: url.path)
    let facts = try JSONDecoder().decode(Facts.self, from: Data(try #require(file.metadata["facts"]).utf8))
    let configuration = TransformerConfiguration(
      vocabularySize: facts.vocabulary, dim: facts.dim, feedForward: facts.feedForward, heads: facts.heads,
      encoderLayers: facts.layers, decoderLayers: facts.layers, normalization: setup.normalization,
      activation: setup.activation)
    let parameters = try ParameterVector(configuration, from: file, prefix: "weights/")
    let parallel = DataParallel(
      parameters, graph: TransformerGraph(configuration, labelSmoothing: facts.smoothing, maximumLength: 16),
      dropout: .none, precision: .float32, shardTokens: 5, workers: WorkerPool(count: 2))
    var options = Optimiser.Options()
    (options.beta1, options.beta2, options.epsilon) = (facts.beta1, facts.beta2, facts.epsilon)
    options.clipNorm = facts.clipNorm
    let optimiser = Optimiser(options, layout: parameters.layout)
    let pairs = zip(facts.sources, facts.targets).map { TokenPair(source: $0, target: $1) }

    for step in 0..<3 {
      let sums = parallel.forwardBackward(pairs, seed: 1)
      let tokens = Float(sums.tokens)
      #expect(abs(sums.loss / Double(tokens) - facts.losses[step]) < 2e-5 * facts.losses[step])
      if step == 0 {
        try compare(parallel.gradients, with: "gradients/", of: file, scale: 1 / tokens, tolerance: 1e-5)
      }
      let norm = optimiser.update(
        parameters, gradients: parallel.gradients, tokens: sums.tokens, learningRate: facts.rate,
        workers: parallel.workers)
      #expect(abs(norm - facts.norms[step]) < 1e-4 * facts.norms[step])
      if step != 1 {
        // One step moves weights by 0.02 at most.
        try compare(parameters, with: "after\(step + 1)/", of: file, scale: 1, tolerance: step == 0 ? 1e-5 : 5e-5)
      }
    }
  }

  private func compare(
    _ found: ParameterVector, with prefix: String, of file: SafetensorsFile, scale: Float, tolerance: Float
  ) throws {
    let expected = try ParameterVector(found.configuration, from: file, prefix: prefix)
    for (ours, theirs) in zip(found.named, expected.named) {
      for (index, (a, b)) in zip(ours.values.elements, theirs.values.elements).enumerated() {
        #expect(
          abs(scale * a - b) <= tolerance * max(1, abs(b)),
          "\(prefix)\(ours.name)[\(index)]: \(scale * a), PyTorch \(b)")
      }
    }
    withExtendedLifetime((found, expected)) {}
  }
}
