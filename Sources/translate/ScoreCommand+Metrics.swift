import ArgumentParser
import Evaluation

struct ScoreBLEUOptions: ParsableArguments {
  enum SmoothMethod: String, ExpressibleByArgument, CaseIterable {
    case none, floor, exp
    case addK = "add-k"
  }

  @Option(
    name: [.customLong("tokenize"), .customLong("tok", withSingleDash: true)],
    help: "none, 13a, intl, zh or char (default: zh for Chinese, 13a otherwise).")
  var tokeniser: String?

  @Flag(name: [.customLong("lowercase"), .customLong("lc", withSingleDash: true)], help: "Ignore case.")
  var lowercase = false

  @Option(name: [.customLong("smooth-method"), .customShort("s")], help: "What to do about counts of zero.")
  var smoothMethod = SmoothMethod.exp

  @Option(
    name: [.customLong("smooth-value"), .customLong("sv", withSingleDash: true)],
    help: "The value for floor (default: 0.1) and add-k (default: 1).")
  var smoothValue: Double?

  @Option(help: "The longest n-grams to count.")
  var maxNgramOrder = 4

  @Flag(help: "Leave out orders that are longer than the text. Always on with --sentence-level.")
  var effectiveOrder = false

  @Flag(help: "Do not warn about text that looks tokenised.")
  var force = false

  func configuration(
    languagePair: String?, metrics: [ScoreRequest.MetricName]
  ) throws(EvaluationError) -> BLEU.Configuration {
    var configuration = BLEU.Configuration()
    if let tokeniser {
      configuration.tokeniser = try Tokeniser(name: tokeniser)
    } else if metrics.contains(.bleu), let target = languagePair?.split(separator: "-").dropFirst().first {
      configuration.tokeniser = try Tokeniser.standard(forTargetLanguage: String(target))
    }
    configuration.lowercase = lowercase
    configuration.smoothing = smoothing
    configuration.maximumOrder = maxNgramOrder
    configuration.effectiveOrder = effectiveOrder
    configuration.force = force
    return configuration
  }

  /// Advice where the chosen tokeniser is not the usual one for the target language.
  func advice(languagePair: String?, metrics: [ScoreRequest.MetricName]) -> [String] {
    guard metrics.contains(.bleu), let tokeniser, tokeniser != "zh", languagePair?.hasSuffix("-zh") == true else {
      return []
    }
    return ["BLEU for Chinese is usually computed with '--tokenize zh', not '\(tokeniser)'."]
  }

  private var smoothing: BLEU.Smoothing {
    switch smoothMethod {
    case .none: .none
    case .floor: .floor(smoothValue ?? 0.1)
    case .addK: .addK(smoothValue ?? 1)
    case .exp: .exponential
    }
  }
}

struct ScoreChrFOptions: ParsableArguments {
  @Option(
    name: [.customLong("chrf-char-order"), .customLong("cc", withSingleDash: true)],
    help: "The longest character n-grams.")
  var characterOrder = 6

  @Option(
    name: [.customLong("chrf-word-order"), .customLong("cw", withSingleDash: true)],
    help: "The longest word n-grams; 2 makes chrF++.")
  var wordOrder = 0

  @Option(name: .customLong("chrf-beta"), help: "How many times more recall weighs than precision.")
  var beta = 2

  @Flag(name: .customLong("chrf-whitespace"), help: "Count white space as characters.")
  var whitespace = false

  @Flag(name: .customLong("chrf-lowercase"), help: "Ignore case.")
  var lowercase = false

  @Flag(
    name: .customLong("chrf-eps-smoothing"),
    help: "Smooth as chrF++.py, NLTK and Moses do, rather than by the effective order.")
  var epsilonSmoothing = false

  var configuration: ChrF.Configuration {
    var configuration = ChrF.Configuration()
    configuration.characterOrder = characterOrder
    configuration.wordOrder = wordOrder
    configuration.beta = beta
    configuration.whitespace = whitespace
    configuration.lowercase = lowercase
    configuration.epsilonSmoothing = epsilonSmoothing
    return configuration
  }
}

struct ScoreTEROptions: ParsableArguments {
  @Flag(name: .customLong("ter-case-sensitive"), help: "Tell capitals from small letters.")
  var caseSensitive = false

  @Flag(name: .customLong("ter-asian-support"), help: "Let the two options below see Asian characters too.")
  var asianSupport = false

  @Flag(name: .customLong("ter-no-punct"), help: "Remove punctuation.")
  var removesPunctuation = false

  @Flag(name: .customLong("ter-normalized"), help: "Normalise markup and split off punctuation.")
  var normalised = false

  var configuration: TER.Configuration {
    var configuration = TER.Configuration()
    configuration.caseSensitive = caseSensitive
    configuration.asianSupport = asianSupport
    configuration.removesPunctuation = removesPunctuation
    configuration.normalised = normalised
    return configuration
  }
}
