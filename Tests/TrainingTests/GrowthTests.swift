import Basics
import FoundationEssentials
import Glibc
import Subwords
import Testing
import Training
import Transformer

/// Models that begin with a smaller one.
@Suite struct GrowthTests {
  /// A run of a pre-norm model without anything random in its steps, every update reported.
  private func options(_ corpus: MadeUpCorpus, _ run: String) -> TrainingOptions {
    var options = corpus.options(run)
    options.normalization = .pre
    (options.dropout, options.bpeDropout) = (.none, 0)
    (options.displayFrequency, options.afterUpdates) = (1, 1)
    options.optimizer = .muon
    return options
  }

  /// Directory of a model that has learnt for some updates.
  private func trained(
    _ corpus: MadeUpCorpus, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> String {
    var options = options(corpus, "small")
    options.afterUpdates = 30
    change(&options)
    _ = try Trainer(options).run()
    return "\(options.model)/last"
  }

  /// Losses of the updates of a run that begins with `model`; each is taken before its update.
  private func losses(
    _ corpus: MadeUpCorpus, from model: String, run: String = UUID().uuidString, updates: Int = 1,
    _ change: (inout TrainingOptions) -> Void
  ) throws -> [Double] {
    var options = options(corpus, run)
    (options.initialModel, options.afterUpdates) = (model, updates)
    change(&options)
    var losses: [Double] = []
    _ = try Trainer(options) { if $0.event == "train" { losses.append($0.loss ?? .nan) } }.run()
    return losses
  }

  private func parameters(_ directory: String) throws -> ParameterVector {
    let model = try ModelDirectory(path: directory)
    return try ParameterVector(model.description.configuration, from: model.weights())
  }

  /// Log-probabilities of every token behind each prefix of `target`, as translation computes them.
  private func scores(_ parameters: ParameterVector) throws -> [[Float]] {
    let weights = try TransformerWeights(parameters)
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    decoder.start(encoder.encode([[300, 291, 310, 0]]))
    return [-1, 295, 302, 290].map { Array(decoder.logProbabilities(parents: [0], tokens: [$0])) }
  }

  private func grown(_ model: ParameterVector, _ change: (inout TransformerConfiguration) -> Void) -> ParameterVector {
    var configuration = model.configuration
    change(&configuration)
    let parameters = ParameterVector(configuration)
    var generator = SplitMix64(seed: 9)
    ModelGrowth(from: model).fill(parameters, using: &generator)
    return parameters
  }

  @Test func newLayersChangeNothingBitForBit() throws {
    let corpus = try MadeUpCorpus()
    let model = try trained(corpus)
    let before = try losses(corpus, from: model) { _ in }
    let after = try losses(corpus, from: model) { ($0.encoderLayers, $0.decoderLayers) = (3, 2) }
    #expect(before == after)
    let small = try parameters(model)
    let large = grown(small) { ($0.encoderLayers, $0.decoderLayers) = (3, 2) }
    #expect(try scores(small) == scores(large))
  }

  /// A product over more units may be summed in another order.
  @Test func newUnitsChangeNothing() throws {
    let corpus = try MadeUpCorpus()
    let model = try trained(corpus)
    let before = try losses(corpus, from: model) { _ in }
    let after = try losses(corpus, from: model) { ($0.feedForward, $0.encoderLayers) = (100, 2) }
    #expect(abs(before[0] - after[0]) < 1e-6)
    let small = try parameters(model)
    let large = grown(small) { $0.feedForward = 100 }
    for (a, b) in zip(try scores(small).joined(), try scores(large).joined()) { #expect(abs(a - b) < 1e-5) }
  }

  /// Zeros that stayed zeros would be useless.
  @Test func whatIsNewLearns() throws {
    let corpus = try MadeUpCorpus()
    let model = try trained(corpus)
    let found = try losses(corpus, from: model, run: "grown", updates: 8) {
      ($0.encoderLayers, $0.decoderLayers, $0.feedForward) = (2, 2, 40)
    }
    let same = try losses(corpus, from: model, updates: 8) { _ in }
    #expect(found.count == 8 && found[7] != same[7])
    let large = try parameters("\(corpus.directory)/grown/last")
    for name in ["encoder_l2_self_Wo", "decoder_l2_context_Wo", "decoder_l2_ffn_W2"] {
      #expect(large[name].elements.contains { $0 != 0 }, "\(name)")
    }
    let units = large["encoder_l1_ffn_W2"].rows(24..<40)
    #expect(units.elements.contains { $0 != 0 })
    withExtendedLifetime(large) {}
  }

  @Test func newPiecesBeginNearTheMean() throws {
    let corpus = try MadeUpCorpus()
    let model = try trained(corpus)
    let small = try parameters(model)
    let count = small.configuration.vocabularySize
    let large = grown(small) { $0.vocabularySize = count + 20 }
    for (a, b) in zip(try scores(small), try scores(large)) {
      // What the model knows stays as likely as it was beside what it knows.
      for token in 1..<count { #expect(abs((a[token] - a[0]) - (b[token] - b[0])) < 1e-5) }
      let share = b[count...].reduce(0) { $0 + exp(Double($1)) }
      #expect(share < 20.0 / Double(count), "new pieces have \(share) of the probability")
    }
    #expect(Set(large["Wemb"].rows(count..<count + 20).elements).count == 20 * 16)
  }

  @Test func vocabulariesGrowAtTheirEnd() throws {
    let corpus = try MadeUpCorpus()
    let model = try trained(corpus)
    let old = try SubwordModel(directory: "\(corpus.directory)/vocab")
    let ordinary = old.vocabulary.pieces.dropFirst(290)
    func vocabulary(_ name: String, _ pieces: [String]) throws -> String {
      try SubwordModel(codes: old.codes, vocabulary: Vocabulary(ordinary: pieces))
        .write(to: "\(corpus.directory)/\(name)")
      return "\(corpus.directory)/\(name)"
    }
    let larger = try vocabulary("larger", ordinary + ["▁more", "▁most@@"])
    let found = try losses(corpus, from: model, run: "more") { $0.vocab = larger }
    let same = try losses(corpus, from: model) { _ in }
    // Two pieces more take a little probability.
    #expect(found[0] > same[0] && found[0] < same[0] + 0.05)
    #expect(try parameters("\(corpus.directory)/more/last").configuration.vocabularySize == old.vocabulary.count + 2)
    for other in [["▁more"] + ordinary, Array(ordinary.dropLast())] {
      let path = try vocabulary("other", other)
      #expect(throws: TrainingError.self) { try losses(corpus, from: model) { $0.vocab = path } }
    }
  }

  @Test func whatCannotGrowIsRefusedWithTheReason() throws {
    let corpus = try MadeUpCorpus(pairs: 50)
    let pre = try trained(corpus) { $0.afterUpdates = 1 }
    let post = try trained(corpus) {
      ($0.model, $0.normalization, $0.afterUpdates) = ("\(corpus.directory)/post", .post, 1)
    }
    func message(_ model: String, _ change: (inout TrainingOptions) -> Void) -> String {
      do {
        _ = try losses(corpus, from: model, change)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message(pre) { $0.dim = 32 }.contains("--dim-emb 16, which cannot become 32: another width"))
    #expect(message(pre) { $0.feedForward = 12 }.contains("can grow, but not shrink"))
    #expect(message(pre) { $0.heads = 4 }.contains("--transformer-heads 2, not 4"))
    #expect(message(pre) { $0.normalization = .post }.contains("--transformer-norm pre, not post"))
    #expect(message(post) { ($0.normalization, $0.encoderLayers) = (.post, 2) }.contains("only pre-norm models"))
    #expect(message(post) { ($0.normalization, $0.feedForward) = (.post, 40) } == "")
  }
}
