import ArgumentParser
import FoundationEssentials
import Tensors
import Training
import Transformer

/// `translate bench`: how fast this machine is at the work.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed on this machine.",
    subcommands: [BenchTrain.self, BenchTranslate.self, BenchStart.self])
}

struct BenchTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Target tokens a second over full optimiser steps on random tokens.",
    discussion: """
      Also says where the processor's time goes, and how the speed of the products compares with the best that this \
      machine reaches. Shares and speeds a core are measured in processor time, which other programs do not disturb; \
      tokens a second in wall time, which they do.
      """)

  @OptionGroup var architecture: ArchitectureFlags
  @Option(help: "Vocabulary size.") var dimVocab = 8000
  @Option(help: "Sentence pairs a batch.") var batch = 128
  @Option(help: "Tokens a sentence.") var length = 24
  @Option(help: "Target tokens a worker holds at a time.") var shardWords = 1024
  @Option(help: "Optimiser steps to measure.") var steps = 8
  @Option(help: "Worker threads.") var threads = 1
  @Option(help: "float32 or bfloat16. (default: bfloat16 where the processor has instructions for it)")
  var precision: ProductPrecision?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard min(dimVocab, batch, length, shardWords, steps, threads) > 0 else {
      throw ValidationError("sizes and counts must be at least 1")
    }
    var options = TrainingOptions()
    architecture.apply(to: &options)
    if let problem = options.configuration(vocabularySize: dimVocab).problem { throw ValidationError(problem) }
  }

  func run() throws {
    var options = TrainingOptions()
    architecture.apply(to: &options)
    var benchmark = TrainingBenchmark(options.configuration(vocabularySize: dimVocab))
    benchmark.sentences = batch
    benchmark.length = length
    benchmark.steps = steps
    benchmark.threads = threads
    benchmark.shardTokens = shardWords
    if let precision { benchmark.precision = precision }
    let result = try benchmark.run()
    print(json ? try Self.json(result) : Self.text(result))
  }

  private static func json(_ result: TrainingBenchmark.Result) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(result), as: UTF8.self)
  }

  private static func text(_ result: TrainingBenchmark.Result) -> String {
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
    let shares = result.shares
    return """
      \(result.precision.rawValue), threads \(result.threads): \(Int(result.tokensPerSecond)) target tokens/s
      products \(percent(shares.products)), attention \(percent(shares.attention)), loss \(percent(shares.loss)), \
      elementwise \(percent(shares.elementwise)), optimiser \(percent(shares.optimiser))
      products \(Int(result.productGigaflopsPerCore)) GFLOP/s a core; large products reach \
      \(Int(result.peakFloat32PerCore)) in float32 (OpenBLAS, \(result.openBLASCore)), \
      \(Int(result.peakBfloat16PerCore)) in bfloat16
      """
  }
}
