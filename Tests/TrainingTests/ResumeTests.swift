import Testing
import Training

/// A run that stops and goes on must end where one that never stopped ends, bit for bit.
@Suite struct ResumeTests {
  @Test func resumedRunEndsInTheSameWeights() throws {
    let corpus = try MadeUpCorpus()
    var options = corpus.options("whole")
    options.afterUpdates = 40
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
    var numbers: [Checkpoint.Numbers] = []
    for threads in [1, 2, 3] {
      var options = corpus.options("threads\(threads)")
      options.threads = threads
      options.afterUpdates = 12
      _ = try Trainer(options).run()
      numbers.append(try Checkpoint.Numbers(options.model))
    }
    for other in numbers.dropFirst() {
      let difference = zip(numbers[0].weights, other.weights).map { abs($0 - $1) }.max() ?? 1
      // Other dropout or other shards would move weights by the learning rate, about 1e-3.
      #expect(difference < 3e-5)
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
    // A rate may change, and the run says so; moved files are the same files.
    options.learnRate = 0.001
    try corpus.write(String(decoding: corpus.read("train.a"), as: UTF8.self), to: "moved.a")
    options.trainSets[0] = "\(corpus.directory)/moved.a"
    #expect(try Trainer(options).notes == ["--learn-rate is now 0.001; it was 0.003"])
  }

  @Test func oneRunADirectory() throws {
    let corpus = try MadeUpCorpus(pairs: 30)
    let first = try Trainer(corpus.options("run"))
    #expect(throws: TrainingError.self) { try Trainer(corpus.options("run")) }
    withExtendedLifetime(first) {}
  }
}
