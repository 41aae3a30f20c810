import Basics
import Corpora
import Testing
import Threads
import Training
import Transformer

/// A run that stops and goes on must end where one that never stopped ends, bit for bit.
@Suite struct ResumeTests {
  @Test(arguments: OptimiserRule.allCases) func resumedRunEndsInTheSameWeights(_ rule: OptimiserRule) throws {
    let corpus = try MadeUpCorpus()
    var options = corpus.options("whole")
    options.afterUpdates = 40
    options.optimizer = rule
    options.optimizerDelay = 2
    #expect(try Trainer(options).run() == .reachedUpdates)

    options.model = "\(corpus.directory)/parts"
    for stop in [7, 8, 23] {
      let trainer = try Trainer(options)
      #expect(trainer.update < stop)
      #expect(try trainer.run { trainer.update == stop } == .interrupted)
    }
    let position = try Checkpoint.readState("\(options.model)/checkpoint.safetensors").position
    #expect(position.batch > 0, "the last stop should be inside a window")
    #expect(try Trainer(options).run() == .reachedUpdates)

    #expect(try corpus.read("parts/last/weights.safetensors") == corpus.read("whole/last/weights.safetensors"))
    // Weights, both moments and the average.
    let whole = try Checkpoint.Numbers("\(corpus.directory)/whole")
    #expect(try Checkpoint.Numbers("\(corpus.directory)/parts") == whole)
    #expect(whole.weights.contains { $0 != 0 } && whole.average != whole.weights)
  }

  @Test func threadsChangeRoundingOnly() throws {
    let corpus = try MadeUpCorpus()
    let options = corpus.options("run")
    let model = try corpus.subwords
    let configuration = options.configuration(vocabularySize: model.vocabulary.count)
    let parameters = ParameterVector(configuration)
    var generator = SplitMix64(seed: 1)
    parameters.initialize(using: &generator)
    let text = try ParallelText(source: options.trainSets[0], target: options.trainSets[1])
    let pairs = try BatchSource(TextMixture(text), model: model, options: BatchSource.Options()).next()
    func gradients(threads: Int) -> (loss: Double, values: [Float]) {
      let parallel = DataParallel(
        parameters, graph: TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: 128),
        dropout: DropoutRates(residual: 0.3, attention: 0.3, feedForward: 0.3), precision: .float32, shardTokens: 100,
        workers: WorkerPool(count: threads))
      let sums = parallel.forwardBackward(pairs, seed: 5)
      let storage = parallel.gradients.storage
      return (sums.loss, (0..<storage.count).map { storage.pointer[$0] })
    }
    func norm(_ values: some Sequence<Float>) -> Float { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let one = gradients(threads: 1)
    for threads in [2, 3] {
      let several = gradients(threads: threads)
      #expect(abs(several.loss - one.loss) < 1e-6 * one.loss)
      // Other dropout or other shards would make them differ by a large part of their length.
      #expect(norm(zip(several.values, one.values).map(-)) < 1e-5 * norm(one.values))
    }
  }

  @Test func otherRunsAreRefusedByName() throws {
    let corpus = try MadeUpCorpus()
    var options = corpus.options("run")
    options.afterUpdates = 2
    _ = try Trainer(options).run()
    func message(_ change: (inout TrainingOptions) throws -> Void) throws -> String {
      var changed = options
      try change(&changed)
      do {
        _ = try Trainer(changed)
        return ""
      } catch { return "\(error)" }
    }
    #expect(try message { $0.dim = 32 }.contains("--dim-emb is 32, but was 16"))
    #expect(try message { $0.seed = 5 }.contains("--seed"))
    #expect(try message { $0.normalization = .pre }.contains("--transformer-norm is pre, but was post"))
    #expect(try message { $0.miniBatchTokens = 7 }.contains("--mini-batch-words"))
    #expect(
      try message { $0.trainSets = ["\(corpus.directory)/valid.a", "\(corpus.directory)/valid.b"] }
        .contains("valid.a (--train-sets) is not the text"))
    let other = try MadeUpCorpus(pairs: 30, seed: 9)
    #expect(try message { $0.vocab = "\(other.directory)/vocab" }.contains("--vocab"))
    #expect(try message { $0.optimizer = .muon }.contains("--optimizer is muon, but was adam"))
    // An older checkpoint does not name the setting, but ran as its default has it.
    var older = try Checkpoint.readState("\(options.model)/checkpoint.safetensors")
    older.settings?["optimizer"] = nil
    let stamps = try #require(older.stamps)
    var muon = options
    muon.optimizer = .muon
    #expect(throws: TrainingError.self) { try older.compare(with: muon, stamps, path: "run") }
    #expect(try older.compare(with: options, stamps, path: "run").isEmpty)
    // A rate may change, and the run says so; moved files are the same files.
    options.learnRate = 0.001
    try corpus.write(String(decoding: corpus.read("train.a"), as: UTF8.self), to: "moved.a")
    options.trainSets[0] = "\(corpus.directory)/moved.a"
    #expect(try Trainer(options).notes == ["--learn-rate is now 0.001; it was 0.003"])
  }

  @Test func anotherMixtureBeginsAnEpoch() throws {
    let corpus = try MadeUpCorpus()
    var options = corpus.options("run")
    options.afterUpdates = 2
    _ = try Trainer(options).run()
    let before = try Checkpoint.readState("\(options.model)/checkpoint.safetensors").position
    options.trainWeights = [0.5]
    options.afterUpdates = 3
    let trainer = try Trainer(options)
    #expect(trainer.notes.contains("--train-weights is now 0.5; it was "))
    #expect(trainer.notes.last == "a new mixture begins an epoch")
    #expect(try trainer.run() == .reachedUpdates)
    let after = try Checkpoint.readState("\(options.model)/checkpoint.safetensors").position
    #expect(after.epoch >= before.epoch + 1)
  }

  @Test func oneRunADirectory() throws {
    let corpus = try MadeUpCorpus(pairs: 30)
    let first = try Trainer(corpus.options("run"))
    #expect(throws: TrainingError.self) { try Trainer(corpus.options("run")) }
    withExtendedLifetime(first) {}
  }
}
