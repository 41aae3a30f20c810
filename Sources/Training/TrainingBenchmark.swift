import Dispatch
import Tensors
import Transformer

/// Speed of full optimiser steps on random tokens: what can be compared with other trainers.
public struct TrainingBenchmark: Sendable {
  public var configuration: TransformerConfiguration
  public var sentences = 128
  /// Tokens of every source and target.
  public var length = 24
  public var steps = 8
  public var threads = 1
  public var precision = ProductPrecision.fastest
  public var dropout = DropoutRates(residual: 0.1, attention: 0.1, feedForward: 0.1)
  public var shardTokens = 1024

  public init(_ configuration: TransformerConfiguration) { self.configuration = configuration }

  public struct Result: Sendable {
    /// Median over steps, the first two left out.
    public let tokensPerSecond: Double
    /// Operations of all products a second, in 10^9.
    public let productGigaflops: Double
  }

  public func run() -> Result {
    var generator = SplitMix64(seed: 1)
    let parameters = ParameterVector(configuration)
    parameters.initialize(using: &generator)
    let parallel = DataParallel(
      parameters, graph: TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: length),
      dropout: dropout, precision: precision, shardTokens: shardTokens, workers: WorkerPool(count: threads))
    let optimiser = Adam(Adam.Options(), count: parameters.storage.count)
    let pairs = (0..<sentences).map { _ in
      TokenPair(source: sentence(&generator), target: sentence(&generator))
    }
    var seconds: [Double] = []
    var operations = 0.0
    for step in 0..<steps {
      let start = DispatchTime.now().uptimeNanoseconds
      let before = parallel.operations
      let sums = parallel.forwardBackward(pairs, seed: UInt64(step))
      _ = optimiser.update(
        parameters, gradients: parallel.gradients, tokens: sums.tokens, learningRate: 1e-4, workers: parallel.workers)
      seconds.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
      operations = parallel.operations - before
    }
    let median = seconds.dropFirst(2).sorted()[max(0, seconds.count - 2) / 2]
    return Result(
      tokensPerSecond: Double(sentences * length) / median, productGigaflops: operations / median / 1e9)
  }

  private func sentence(_ generator: inout SplitMix64) -> [Int32] {
    (0..<length).map { _ in Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator) }
  }
}
