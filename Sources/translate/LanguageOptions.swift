import ArgumentParser
import Transformer
import Translation

/// Which languages are meant, where a model has several, or is to be found by them.
struct LanguageOptions: ParsableArguments {
  @Option(
    name: [.customLong("from"), .customLong("source-language")],
    help: ArgumentHelp(
      "Language of the text, such as fr; otherwise what the model translates from.",
      discussion: """
        With --to and without --model, the best model for the two is taken, or two models over a third language: see \
        'translate model list'.
        """, valueName: "language"))
  var source: String?

  @Option(
    name: [.customLong("to"), .customLong("target-language")],
    help: ArgumentHelp(
      "Language to translate to, such as de; otherwise what the model translates to.", valueName: "language"))
  var target: String?
}

/// The same where --to is a directory.
struct LongLanguageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Language of the text; with --target-language and without --model, a model is found by the two.",
      valueName: "language"))
  var sourceLanguage: String?

  @Option(help: ArgumentHelp("Language to translate to.", valueName: "language"))
  var targetLanguage: String?
}

/// The model that is asked for: by name or path, by languages, or both.
struct ModelChoice {
  /// Nil: that of the environment, of the languages, or the usual one.
  var name: String?
  var source: String?
  var target: String?

  func translator(precision: WeightPrecision) throws -> any SegmentTranslator {
    let locator = ModelLocator()
    if name == nil, locator.environmentModel?.isEmpty != false, let source, let target {
      let pair = LanguagePair(source: source, target: target)
      return try ModelRoute(pair, among: locator.models).translator(precision: precision)
    }
    return try FilterCommand.makeTranslator(
      modelDirectory: locator.directory(of: name), precision: precision, from: source, to: target)
  }
}
