import FoundationEssentials
import Subwords
import Terminology
import TestSupport
import Testing
import Transformer
import Translation

@Suite("Directions and dictionaries of a model")
struct DirectionTests {
  /// A vocabulary without merges: every text is bytes.
  private static func subwords(in directory: String) throws -> SubwordModel {
    try Data("#version: 0.2\n".utf8).write(to: URL(fileURLWithPath: "\(directory)/codes.bpe"))
    try Vocabulary(ordinary: ["a", "▁"]).write(to: "\(directory)/vocabulary.txt")
    return try SubwordModel(directory: directory)
  }

  private static func translator(in directory: String) throws -> ModelTranslator { try model(in: directory).translator }

  private static func model(in directory: String) throws -> (translator: ModelTranslator, parameters: ParameterVector) {
    let subwords = try subwords(in: directory)
    let configuration = TransformerConfiguration(
      vocabularySize: subwords.vocabulary.count, dim: 16, feedForward: 32, heads: 2, encoderLayers: 1,
      decoderLayers: 1, normalization: .pre, activation: .relu)
    let parameters = ParameterVector(configuration)
    var generator = SystemRandomNumberGenerator()
    for index in 0..<parameters.storage.count {
      parameters.storage.pointer[index] = Float.random(in: -0.5..<0.5, using: &generator)
    }
    var description = ModelDirectory.Description(
      sourceLanguage: "en", targetLanguage: "de", configuration: configuration, maximumLength: 40, placeholders: true)
    description.directions = [
      .init(source: "en", target: "de", prefix: [ControlToken.forward.id]),
      .init(source: "de", target: "en", prefix: [ControlToken.backward.id]),
    ]
    return (try ModelTranslator(parameters, subwords: subwords, description: description), parameters)
  }

  @Test("Either language names a direction; an unknown one is an error that names those known")
  func choosing() throws {
    let directory = try TemporaryDirectory()
    let translator = try Self.translator(in: directory.path)
    #expect(translator.sourceLocale == "en" && translator.targetLocale == "de")
    for (source, target) in [("de", nil), (nil, "en"), ("de_AT", "EN"), ("de", "en-GB")] {
      let other = try translator.translating(from: source, to: target)
      #expect(other.sourceLocale == "de" && other.targetLocale == "en")
      #expect(other.identity != translator.identity)
    }
    #expect(try translator.translating(from: nil, to: nil) === translator)
    #expect(throws: TranslationError.direction(from: nil, to: "fr", known: ["en-de", "de-en"])) {
      try translator.translating(from: nil, to: "fr")
    }
  }

  @Test("The direction changes what the model reads, not what is shown of the source")
  func prefix() throws {
    let directory = try TemporaryDirectory()
    let translator = try Self.translator(in: directory.path)
    let other = try translator.translating(from: "de", to: "en")
    var options = TranslationOptions()
    options.returnAlignment = true
    let (one, two) = (
      try translator.translate(["ab a"], options: options), try other.translate(["ab a"], options: options)
    )
    #expect(one[0].sourceTokens == two[0].sourceTokens)
    #expect(one[0].hypotheses[0].score != two[0].hypotheses[0].score)
    for link in one[0].hypotheses[0].alignment { #expect(one[0].sourceTokens.indices.contains(link.source)) }
    #expect(translator.maximumSegmentLength == 38)
  }

  @Test("Hints stand in what the model reads; the segment's own tokens keep their places")
  func hints() throws {
    let directory = try TemporaryDirectory()
    let coder = try BytePairCoding(model: Self.subwords(in: directory.path), prefix: [33]).makeCoder()
    let text = "a pear (pear)"
    let places = WordScanner.words(of: text)
    let hints = [Hint(.suggestion, places[1], ["x", "yz"]), Hint(.term, places[2], ["w"])]
    let plain = ModelInput(text, hints: [], limit: 200, coder: coder)
    let hinted = ModelInput(text, hints: hints, limit: 200, coder: coder)
    #expect(hinted.source == plain.source)
    let own = zip(hinted.tokens, hinted.places).compactMap { token, place in place.map { ($0, token) } }
    #expect(own.map(\.0) == Array(plain.source.indices))
    #expect(own.map(\.1) == plain.source)
    #expect(hinted.tokens.filter { $0 == ControlToken.alternative.id }.count == 3)
    // No room: no hints.
    #expect(
      ModelInput(text, hints: hints, limit: plain.tokens.count + 2, coder: coder).tokens
        == plain.tokens)
  }

  @Test("The other direction ranks translations anew by what it says of the source, whatever is translated beside them")
  func reranking() throws {
    let directory = try TemporaryDirectory()
    let (translator, parameters) = try Self.model(in: directory.path)
    let subwords = try Self.subwords(in: directory.path)
    var options = TranslationOptions()
    options.search.beamSize = 4
    options.search.nBest = 4
    let texts = ["ab a", "b", "a ba b ab"]
    let plain = try translator.translate(texts, options: options)
    options.reverseWeight = 3
    let reranked = try translator.translate(texts, options: options)
    for (text, (before, after)) in zip(texts, zip(plain, reranked)) {
      let alone = try translator.translate([text], options: options)
      #expect(alone[0].hypotheses.map(\.text) == after.hypotheses.map(\.text))
      let figures = try before.hypotheses.map {
        $0.score + 3 * (try Self.meanLogProbability(of: text, from: $0.tokens, parameters, subwords))
      }
      let order = figures.indices.sorted { figures[$0] > figures[$1] }
      #expect(order.map { before.hypotheses[$0].text } == after.hypotheses.map(\.text))
    }
  }

  /// The mean log-probability of a text in the model's direction back, one whole distribution a step.
  private static func meanLogProbability(
    of text: String, from pieces: [String], _ parameters: ParameterVector, _ subwords: SubwordModel
  ) throws -> Float {
    let weights = try TransformerWeights(parameters)
    let (encoder, decoder) = (TransformerEncoder(weights), TransformerDecoder(weights))
    let tokens = try pieces.map { try #require(subwords.vocabulary.id(of: $0)) }
    decoder.start(encoder.encode([[ControlToken.backward.id] + tokens + [Vocabulary.endOfSentence]]))
    let target =
      try BytePairCoding(model: subwords).makeCoder().encode([SubwordPart](masked: text)) + [Vocabulary.endOfSentence]
    var (sum, before) = (Float(0), Int32(-1))
    for token in target {
      sum += decoder.logProbabilities(parents: [0], tokens: [before])[Int(token)]
      before = token
    }
    return sum / Float(target.count)
  }
}
