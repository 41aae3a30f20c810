import Basics
import Glibc
import Tensors
import Threads
import Transformer

/// Speed of full optimiser steps on random tokens: what can be compared with other trainers.
public struct TrainingBenchmark: Sendable {
  public var configuration: TransformerConfiguration
  public var sentences = 128
  /// Tokens of every source and target.
  public var length = 24
  /// Steps to measure; two more go before.
  public var steps = 8
  public var threads = 1
  public var precision = ProductPrecision.fastest
  public var dropout = DropoutRates(residual: 0.1, attention: 0.1, feedForward: 0.1)
  public var shardTokens = 1024

  public init(_ configuration: TransformerConfiguration) { self.configuration = configuration }

  public struct Result: Codable, Sendable {
    public var precision: ProductPrecision
    public var threads: Int
    /// Target tokens a second, median over steps.
    public var tokensPerSecond: Double
    /// Operations of all products a second of wall time, in 10^9.
    public var productGigaflops: Double
    /// The same a second of processor time inside products, on one core.
    public var productGigaflopsPerCore: Double
    /// What one core reaches in large square products, in 10^9 operations a second of processor time.
    public var peakFloat32PerCore: Double
    public var peakBfloat16PerCore: Double
    /// Shares of the processor time, together 1.
    public var shares: Shares
    public var openBLASCore: String
  }

  public struct Shares: Codable, Sendable {
    /// All matrix products outside attention, the output layer's included.
    public var products: Double
    /// Scores, softmax and weighted sums.
    public var attention: Double
    /// Softmax and cross-entropy over the vocabulary.
    public var loss: Double
    public var optimiser: Double
    /// Normalisation, dropout, biases, activations, embeddings, sums of gradients.
    public var elementwise: Double
  }

  /// - Throws: ``OpenBLASError`` where there is none to compare with.
  public func run() throws -> Result {
    let core = try OpenBLAS.core()
    var generator = SplitMix64(seed: 1)
    let parameters = ParameterVector(configuration)
    parameters.initialize(using: &generator)
    let parallel = DataParallel(
      parameters, graph: TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: length),
      dropout: dropout, precision: precision, shardTokens: shardTokens, workers: WorkerPool(count: threads))
    let optimiser = Optimiser(Optimiser.Options(), layout: parameters.layout)
    let pairs = (0..<sentences).map { _ in TokenPair(source: sentence(&generator), target: sentence(&generator)) }
    var measured = Measured()
    for step in 0..<steps + 2 {
      if step == 2 { measured = Measured(parallel) }
      measured.step(parallel, optimiser, parameters, pairs, seed: UInt64(step))
    }
    return result(measured, parallel, core)
  }

  private func sentence(_ generator: inout SplitMix64) -> [Int32] {
    (0..<length).map { _ in Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator) }
  }

  private func result(_ measured: Measured, _ parallel: DataParallel, _ core: String) -> Result {
    let median = measured.wall.sorted()[measured.wall.count / 2]
    let operations = parallel.operations - measured.operationsBefore
    let (products, attention, loss) = (
      parallel.seconds.products - measured.before.products, parallel.seconds.attention - measured.before.attention,
      parallel.seconds.loss - measured.before.loss
    )
    let total = measured.processor
    return Result(
      precision: precision, threads: threads, tokensPerSecond: Double(sentences * length) / median,
      productGigaflops: operations / Double(measured.wall.count) / median / 1e9,
      productGigaflopsPerCore: operations / products / 1e9,
      peakFloat32PerCore: Self.peak(.float32), peakBfloat16PerCore: Self.peak(.bfloat16),
      shares: Shares(
        products: products / total, attention: attention / total, loss: loss / total,
        optimiser: measured.optimiserSeconds / total,
        elementwise: 1 - (products + attention + loss + measured.optimiserSeconds) / total),
      openBLASCore: core)
  }

  /// The best of some products of 1,024 x 1,024 matrices, on one core.
  private static func peak(_ precision: ProductPrecision) -> Double {
    let size = 1024
    let storage = (0..<3).map { _ in FloatStorage(count: size * size) }
    let (a, b, c) = (
      storage[0].matrix(rows: size, columns: size), storage[1].matrix(rows: size, columns: size),
      storage[2].matrix(rows: size, columns: size)
    )
    let products = Products(precision)
    let best = (0..<6).map { _ in
      let start = threadSeconds()
      products.multiply(a, b, into: c)
      return threadSeconds() - start
    }.min()
    withExtendedLifetime(storage) {}
    return 2 * Double(size * size * size) / (best ?? .infinity) / 1e9
  }

  /// Times of the steps so far.
  private struct Measured {
    var wall: [Double] = []
    var processor = 0.0
    var optimiserSeconds = 0.0
    var operationsBefore = 0.0
    var before = (products: 0.0, attention: 0.0, loss: 0.0)

    init() {}

    init(_ parallel: DataParallel) {
      operationsBefore = parallel.operations
      before = parallel.seconds
    }

    mutating func step(
      _ parallel: DataParallel, _ optimiser: Optimiser, _ parameters: ParameterVector, _ pairs: [TokenPair],
      seed: UInt64
    ) {
      let (start, startOfWork) = (Self.time(CLOCK_MONOTONIC), Self.time(CLOCK_PROCESS_CPUTIME_ID))
      let sums = parallel.forwardBackward(pairs, seed: seed)
      let middle = Self.time(CLOCK_PROCESS_CPUTIME_ID)
      _ = optimiser.update(
        parameters, gradients: parallel.gradients, tokens: sums.tokens, learningRate: 1e-4, workers: parallel.workers)
      let end = Self.time(CLOCK_PROCESS_CPUTIME_ID)
      wall.append(Self.time(CLOCK_MONOTONIC) - start)
      processor += end - startOfWork
      optimiserSeconds += end - middle
    }

    private static func time(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  }
}
