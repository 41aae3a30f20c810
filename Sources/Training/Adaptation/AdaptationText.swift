import Basics
import Corpora
import Text
import Translation

/// Corrections and general text, as text to score with and as tokens to learn from.
struct AdaptationText {
  /// What is learnt.
  let training: [TokenPair]
  /// Corrections that are not, by which training is judged.
  let heldOut: [TextPair]
  let heldOutTokens: [TokenPair]
  /// General text to learn along with corrections, in every direction of the model.
  let replay: [TokenPair]
  /// General text that shows what is forgotten.
  let general: [TextPair]
  /// Corrections of which the model cannot learn: too long, or other spans in the translation than in the source.
  let unusable: Int

  /// Lines of general text that are translated to see what is forgotten, at most.
  private static let mostGeneral = 500

  /// - Parameter general: of `languages`, the corrections' own.
  init(
    _ translator: ModelTranslator, corrections: [TextPair], general: [TextPair], _ options: AdaptationOptions
  ) throws {
    let languages = LanguagePair(source: translator.sourceLocale, target: translator.targetLocale)
    var generator = SplitMix64(seed: options.seed, 1)
    // Each source once, the last correction of it; held out are whole sources, so that none of them is learnt.
    var latest: [String: String] = [:]
    for pair in corrections { latest[pair.source] = pair.target }
    let shuffled = latest.sorted { $0.key < $1.key }.map { TextPair($0.key, $0.value) }.shuffled(using: &generator)
    guard shuffled.count >= AdaptationOptions.fewestCorrections else {
      throw TrainingError.tooFewCorrections(count: shuffled.count, least: AdaptationOptions.fewestCorrections)
    }
    let count = min(
      AdaptationOptions.mostHeldOut, max(5, Int(Double(shuffled.count) * options.heldOutShare)))
    heldOut = Array(shuffled.prefix(count))
    let examples = try ExampleMaker(translator, languages)
    heldOutTokens = try heldOut.flatMap(examples.examples)
    let learnt = try shuffled.dropFirst(count).map(examples.examples)
    unusable = learnt.count { $0.isEmpty }
    training = learnt.flatMap { $0 }
    guard !training.isEmpty, !heldOutTokens.isEmpty else {
      throw TrainingError.tooFewCorrections(count: training.count, least: AdaptationOptions.fewestCorrections)
    }
    let quarter = min(Self.mostGeneral, general.count / GeneralText.heldOutShare)
    self.general = Array(general.prefix(quarter))
    replay = try Self.replay(Array(general.dropFirst(quarter)), translator, languages)
  }

  /// Both ways where the model has both.
  private static func replay(
    _ general: [TextPair], _ translator: ModelTranslator, _ languages: LanguagePair
  ) throws -> [TokenPair] {
    var pairs = try general.flatMap(ExampleMaker(translator, languages).examples)
    let back = LanguagePair(source: languages.target, target: languages.source)
    if translator.description.direction(from: back.source, to: back.target) != nil {
      let examples = try ExampleMaker(try translator.translating(from: back.source, to: back.target), back)
      pairs += try general.flatMap { try examples.examples(TextPair($0.target, $0.source)) }
    }
    return pairs
  }
}

/// Makes of text what the model reads and writes when it translates: sentence by sentence, masked, with hints.
struct ExampleMaker {
  private let translator: ModelTranslator
  private let preparer: TextPreparer
  private let sentences: SentencePairing

  init(_ translator: ModelTranslator, _ languages: LanguagePair) throws {
    self.translator = translator
    preparer = TextPreparer(for: translator, safeguards: Safeguards(for: translator))
    sentences = try SentencePairing(languages)
  }

  /// A pair may be several sentences; what cannot be used is left out.
  func examples(_ pair: TextPair) throws -> [TokenPair] {
    let limit = translator.description.maximumLength
    return try sentences.split(pair).compactMap { sentence in
      guard let (source, target) = try preparer.masked(sentence.source, sentence.target) else { return nil }
      let example = try translator.example(source, target)
      guard max(example.source.count, example.target.count) <= limit else { return nil }
      return TokenPair(source: example.source, target: example.target)
    }
  }
}
