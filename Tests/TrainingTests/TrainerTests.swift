import FoundationEssentials
import Testing
import Training
import Transformer
import Translation

@Suite struct TrainerTests {
  /// A run that validates with all metrics and keeps checkpoints.
  private func trained(_ corpus: MadeUpCorpus, updates: Int) throws -> (TrainingOptions, [TrainingEvent]) {
    var options = corpus.options("run")
    options.validSets = ["\(corpus.directory)/valid.a", "\(corpus.directory)/valid.b"]
    options.validMetrics = [.crossEntropy, .perplexity, .bleu, .chrf]
    options.earlyStoppingOn = "bleu"
    options.validTokenizer = .none
    options.validBeamSize = 2
    options.afterUpdates = updates
    options.validFrequency = 20
    options.saveFrequency = Frequency(1, .epochs)
    options.keepCheckpoints = 2
    var events: [TrainingEvent] = []
    _ = try Trainer(options) { events.append($0) }.run()
    return (options, events)
  }

  @Test func validationKeepsTheBestByEachMetric() throws {
    let corpus = try MadeUpCorpus()
    let (options, events) = try trained(corpus, updates: 60)
    let valid = events.filter { $0.event == "valid" }
    #expect(valid.map(\.update) == [20, 40, 60])
    let losses = valid.compactMap(\.loss)
    #expect(losses.count == 3 && (losses.last ?? 9) < losses[0])
    #expect(valid.allSatisfy { (0...100).contains($0.bleu ?? -1) && (0...100).contains($0.chrf ?? -1) })
    #expect(valid[0].improved?.sorted() == ["bleu", "chrf", "cross-entropy", "perplexity"])
    #expect(valid[0].samples?.count == 3)
    let firstLine = String(decoding: try corpus.read("valid.a"), as: UTF8.self).split(separator: "\n")[0]
    #expect(valid[0].samples?.first?.source == String(firstLine))
    for name in ["best", "best-chrf", "best-cross-entropy", "best-perplexity", "last"] {
      #expect(try ModelTranslator(directory: "\(options.model)/\(name)").maximumSegmentLength == 127)
    }
    // The configuration beside the run and that in the model are what was trained.
    var stored = TrainingOptions()
    try stored.apply(ConfigurationFile(path: "\(options.model)/config.yaml"))
    #expect(stored == options)
    #expect(try ModelDirectory(path: "\(options.model)/best").description.notes["training"] == options.portable.yaml)
  }

  @Test func averageIsTheMean() throws {
    let corpus = try MadeUpCorpus()
    let (options, events) = try trained(corpus, updates: 90)
    let epochs = events.filter { $0.event == "epoch" }.map(\.update)
    #expect(epochs.count >= 3)
    let average = try CheckpointAverage([options.model])
    // The last two epochs'; the end of the run, inside an epoch, is none of them.
    #expect(average.files.map { $0.split(separator: "/").last } == epochs.suffix(2).map { "weights-\($0).safetensors" })
    let output = "\(corpus.directory)/mean"
    try average.write(to: output)
    let model = try ModelDirectory(path: output)
    let mean = try ParameterVector(model.description.configuration, from: model.weights())
    let parts = try average.files.map { try ParameterVector(mean.configuration, from: SafetensorsFile(path: $0)) }
    for i in 0..<mean.storage.count {
      let expected = (Double(parts[0].storage.pointer[i]) + Double(parts[1].storage.pointer[i])) / 2
      // Stored in half precision.
      #expect(abs(Double(mean.storage.pointer[i]) - expected) <= max(abs(expected) / 2048, 1e-7))
    }
    withExtendedLifetime((mean, parts)) {}
    #expect(throws: TrainingError.self) { try CheckpointAverage(["\(corpus.directory)/vocab"]) }
  }

  /// A model remembers that it has seen placeholders, also when it is tuned on text without.
  @Test func modelsSayWhetherTheyKnowPlaceholders() throws {
    let corpus = try MadeUpCorpus(pairs: 20)
    func model(_ name: String, from initial: String = "") throws -> ModelDirectory.Description {
      var options = corpus.options(name)
      (options.initialModel, options.afterUpdates) = (initial, 1)
      _ = try Trainer(options).run()
      return try ModelDirectory(path: "\(options.model)/last").description
    }
    #expect(try model("plain").placeholders == nil)
    let text = try ["train.a", "train.b"].map { String(decoding: try corpus.read($0), as: UTF8.self) }
    for (text, name) in zip(text, ["train.a", "train.b"]) { try corpus.write(text + "<ph0> tab\n", to: name) }
    #expect(try model("masked").placeholders == true)
    for (text, name) in zip(text, ["train.a", "train.b"]) { try corpus.write(text, to: name) }
    #expect(try model("tuned", from: "\(corpus.directory)/masked/last").placeholders == true)
  }

  @Test func fineTuningBeginsWithTheModel() throws {
    let corpus = try MadeUpCorpus()
    let (options, _) = try trained(corpus, updates: 40)
    var tuned = corpus.options("tuned")
    tuned.initialModel = "\(options.model)/best"
    tuned.afterUpdates = 1
    tuned.learnRate = 1e-9
    tuned.dropout = .none
    tuned.bpeDropout = 0
    tuned.displayFrequency = 1
    var (fresh, before, after) = (tuned, 0.0, 0.0)
    (fresh.model, fresh.initialModel) = ("\(corpus.directory)/fresh", "")
    _ = try Trainer(fresh) { before = $0.loss ?? before }.run()
    _ = try Trainer(tuned) { after = $0.loss ?? after }.run()
    #expect(after < before - 0.3)
    tuned.model = "\(corpus.directory)/other"
    tuned.dim = 32
    #expect(throws: TrainingError.self) { try Trainer(tuned) }
  }

  @Test func divergenceIsNoticed() throws {
    let corpus = try MadeUpCorpus()
    var options = corpus.options("run")
    options.learnRate = 1e30
    options.lrWarmup = 0
    options.clipNorm = 0
    options.afterUpdates = 30
    do {
      _ = try Trainer(options).run()
      Issue.record("a learning rate of 1e30 went through")
    } catch { #expect("\(error)".contains("lower --learn-rate")) }

    var watch = DivergenceWatch()
    let course = (0..<1000).map { 9 - 6 * min(1, Double($0) / 500) } + (0..<1000).map { _ in 8.0 }
    let found = course.firstIndex { watch.add($0, limit: 2) != nil }
    #expect((1300...1500).contains(found ?? 0))
    watch = DivergenceWatch()
    #expect(!course.prefix(1000).contains { watch.add($0, limit: 0.1) != nil })
  }

  @Test func impossibleOptionsAreRefused() throws {
    let corpus = try MadeUpCorpus(pairs: 5)
    for change: (inout TrainingOptions) -> Void in [
      { $0.trainSets = [] }, { $0.trainSets.removeLast() }, { $0.trainWeights = [1, 2] }, { $0.trainWeights = [-1] },
      { $0.trainWeights = [.nan] }, { $0.dropout.residual = 1 }, { $0.labelSmoothing = -0.1 }, { $0.heads = 3 },
      { $0.learnRate = 0 }, { $0.learnRate = .nan }, { $0.optimizerParams = [0.9] }, { $0.miniBatchTokens = 0 },
      { $0.earlyStoppingOn = "bleu" }, { $0.lrCooldown = 5 }, { $0.maxLength = 1 }, { $0.threads = -1 },
      { $0.vocab = "/nowhere" }, { $0.initialModel = "/nowhere" }, { $0.clipNorm = .nan },
    ] {
      var options = corpus.options("run")
      change(&options)
      #expect(throws: (any Error).self) { try Trainer(options) }
    }
  }
}
