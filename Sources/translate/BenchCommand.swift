import ArgumentParser
import Tensors
import Training
import Transformer

/// `translate bench`: how fast this machine is at the work.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed on this machine.",
    subcommands: [BenchTrain.self, BenchTranslate.self])
}

struct BenchTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Target tokens a second over full optimiser steps on random tokens.")

  @OptionGroup var architecture: ArchitectureFlags
  @Option(help: "Vocabulary size.") var dimVocab = 8000
  @Option(help: "Sentence pairs a batch.") var batch = 128
  @Option(help: "Tokens a sentence.") var length = 24
  @Option(help: "Target tokens a worker holds at a time.") var shardWords = 1024
  @Option(help: "Optimiser steps.") var steps = 8
  @Option(help: "Worker threads.") var threads = 1
  @Option(help: "float32 or bfloat16.") var precision = ProductPrecision.fastest

  func run() throws {
    var options = TrainingOptions(trainSets: [], vocab: "", model: "")
    architecture.apply(to: &options)
    var benchmark = TrainingBenchmark(options.configuration(vocabularySize: dimVocab))
    benchmark.sentences = batch
    benchmark.length = length
    benchmark.steps = max(3, steps)
    benchmark.threads = threads
    benchmark.precision = precision
    benchmark.shardTokens = shardWords
    let result = benchmark.run()
    print(
      "\(precision.rawValue), threads \(threads): \(Int(result.tokensPerSecond)) target tokens/s, "
        + "products \(Int(result.productGigaflops)) GFLOP/s (OpenBLAS core \(openBLASCore()))")
  }
}
