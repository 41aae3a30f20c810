import Basics
import Corpora
import Subwords
import Testing
import Threads
import Training
import Transformer

@Suite struct BatchSourceTests {
  private func text(_ corpus: MadeUpCorpus, weights: [Double] = []) throws -> TextMixture {
    let path = corpus.directory
    let main = try ParallelText(source: "\(path)/train.a", target: "\(path)/train.b")
    guard !weights.isEmpty else { return TextMixture(main) }
    return TextMixture(
      [main, try ParallelText(source: "\(path)/extra.a", target: "\(path)/extra.b")], weights: weights)
  }

  /// Sources of one pass, as text.
  private func epoch(_ source: BatchSource, _ model: SubwordModel) throws -> [String] {
    let epoch = source.position.epoch
    var lines: [String] = []
    while source.position.epoch == epoch {
      lines += try source.next().map { model.decode($0.source) }
    }
    return lines
  }

  @Test func everyPairOnceAnEpochInNewOrder() throws {
    let corpus = try MadeUpCorpus(pairs: 400)
    var options = BatchSource.Options()
    (options.windowPairs, options.batchTokens, options.bpeDropout) = (150, 200, 0.3)
    let model = try corpus.subwords
    let source = try BatchSource(text(corpus), model: model, options: options)
    let expected = String(decoding: try corpus.read("train.a"), as: UTF8.self).split(separator: "\n").map(String.init)
    let (first, second) = (try epoch(source, model), try epoch(source, model))
    #expect(first.sorted() == expected.sorted())
    #expect(second.sorted() == expected.sorted())
    #expect(first != second && first != expected)
  }

  @Test func batchesKeepToTheirSize() throws {
    let corpus = try MadeUpCorpus(pairs: 300)
    var options = BatchSource.Options()
    (options.windowPairs, options.batchTokens) = (100, 64)
    let source = try BatchSource(text(corpus), model: corpus.subwords, options: options)
    while source.position.epoch == 0 {
      let pairs = try source.next()
      #expect(pairs.count == 1 || pairs.reduce(0) { $0 + $1.target.count } <= 64)
      #expect(pairs.allSatisfy { $0.source.last == 0 && $0.target.last == 0 })
    }
  }

  @Test(arguments: [0, 0.5]) func placeholdersAreTokens(dropout: Double) throws {
    let corpus = try MadeUpCorpus(pairs: 3)
    try corpus.write("no <ph3>tab\n", to: "train.a")
    try corpus.write("<ph31>\n", to: "train.b")
    var options = BatchSource.Options()
    options.bpeDropout = dropout
    let pair = try #require(try BatchSource(text(corpus), model: corpus.subwords, options: options).next().first)
    #expect(try corpus.subwords.decodeParts(pair.source) == [.text("no "), .placeholder(3), .text("tab")])
    #expect(try corpus.subwords.decodeParts(pair.target) == [.placeholder(31)])
  }

  @Test func longAndEmptyPairsAreCounted() throws {
    let corpus = try MadeUpCorpus(pairs: 3)
    let long = Array(repeating: "star", count: 60).joined(separator: " ")
    try corpus.write("no tab\n\nstar\n\(long)\npin\n", to: "train.a")
    try corpus.write("bat on\nnip\n\n\(long)\n\(long)\n", to: "train.b")
    var options = BatchSource.Options()
    options.maximumLength = 40
    let source = try BatchSource(text(corpus), model: corpus.subwords, options: options)
    #expect(try epoch(source, corpus.subwords) == ["no tab"])
    let skipped = source.takeSkipped()
    #expect((skipped.pairs, skipped.empty, skipped.overlong) == (5, 2, 2))
    options.maximumLength = 2
    let hopeless = try BatchSource(text(corpus), model: corpus.subwords, options: options)
    #expect(throws: TrainingError.self) { try hopeless.next() }
  }

  @Test func weightsSayHowOftenTextsAreSeen() throws {
    let corpus = try MadeUpCorpus(pairs: 40)
    try corpus.write((0..<10).map { "war \($0)\n" }.joined(), to: "extra.a")
    try corpus.write((0..<10).map { "raw \($0)\n" }.joined(), to: "extra.b")
    let model = try corpus.subwords
    let source = try BatchSource(
      text(corpus, weights: [0.5, 3.2]), model: model, options: BatchSource.Options())
    for _ in 0..<2 {
      let lines = try epoch(source, model)
      let extra = lines.filter { $0.hasPrefix("war ") && $0.last?.isNumber == true }
      #expect(lines.count == 20 + 32)
      #expect(extra.count == 32)
      let times = Dictionary(extra.map { ($0, 1) }, uniquingKeysWith: +).values
      #expect(times.count == 10 && times.allSatisfy { (3...4).contains($0) })
    }
  }

  @Test func mismatchedFilesAreRefused() throws {
    let corpus = try MadeUpCorpus(pairs: 5)
    try corpus.write("one\ntwo\n", to: "train.b")
    #expect(
      throws: CorpusError.lineCountsDiffer(
        source: "\(corpus.directory)/train.a", 5, target: "\(corpus.directory)/train.b", 2)
    ) { try text(corpus) }
  }

  @Test func shardsDoNotDependOnWorkers() {
    let pairs = (1...37).map { TokenPair(source: [Int32($0), 0], target: Array(repeating: 1, count: $0)) }
    let shards = DataParallel.shards(pairs, tokens: 100)
    #expect(shards.flatMap { $0 }.map(\.source).sorted { $0[0] < $1[0] } == pairs.map(\.source))
    #expect(shards.count % 2 == 0)
    let sizes = shards.map { $0.reduce(0) { $0 + $1.target.count } }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 37)
  }

  @Test func memoryStopsGrowingAfterTheFirstEpoch() throws {
    let corpus = try MadeUpCorpus()
    let options = corpus.options("run")
    let model = try corpus.subwords
    let configuration = options.configuration(vocabularySize: model.vocabulary.count)
    let parameters = ParameterVector(configuration)
    var generator = SplitMix64(seed: 1)
    parameters.initialize(using: &generator)
    let parallel = DataParallel(
      parameters, graph: TransformerGraph(configuration, labelSmoothing: 0.1, maximumLength: 128),
      dropout: options.dropout, precision: .float32, shardTokens: 100, workers: WorkerPool(count: 2))
    let source = try BatchSource(text(corpus), model: model, options: BatchSource.Options())
    func pass() throws -> Int {
      let epoch = source.position.epoch
      while source.position.epoch == epoch { _ = parallel.forwardBackward(try source.next(), seed: 1) }
      return parallel.arenaCapacity
    }
    let first = try pass()
    #expect(first > 0)
    for _ in 0..<3 { #expect(try pass() == first) }
  }
}
