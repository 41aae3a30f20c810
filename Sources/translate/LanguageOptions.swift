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
  /// The file of a change of the model.
  var adapter: String?

  /// The one model that is meant, and what it is to translate; nil: what it does unless told otherwise.
  ///
  /// - Throws: also where only two models together lead there.
  func directory() throws -> (path: String, direction: LanguagePair?) {
    let locator = ModelLocator()
    guard name == nil, locator.environmentModel?.isEmpty != false, let source, let target else {
      let direction = source.flatMap { source in target.map { LanguagePair(source: source, target: $0) } }
      guard direction != nil || source == nil && target == nil else {
        throw ValidationError("give both, --from and --to, or none")
      }
      return (try locator.directory(of: name), direction)
    }
    let pair = LanguagePair(source: source, target: target)
    let route = try ModelRoute(pair, among: locator.models)
    guard route.steps.count == 1 else {
      throw ValidationError("from \(source) to \(target) two models lead, one after the other; name one with --model")
    }
    return (route.steps[0].model.path, pair)
  }

  func translator(precision: WeightPrecision) throws -> any SegmentTranslator {
    let locator = ModelLocator()
    if let adapter {
      // One adapter belongs to one model, so there is no route over a third language.
      let isFoundByLanguages = name == nil && source != nil && target != nil
      let path = try isFoundByLanguages ? directory().path : locator.directory(of: name)
      return try FilterCommand.makeTranslator(
        modelDirectory: path, adapter: adapter, precision: precision, from: source, to: target)
    }
    if name == nil, locator.environmentModel?.isEmpty != false, let source, let target {
      let pair = LanguagePair(source: source, target: target)
      return try ModelRoute(pair, among: locator.models).translator(precision: precision)
    }
    return try FilterCommand.makeTranslator(
      modelDirectory: locator.directory(of: name), precision: precision, from: source, to: target)
  }
}
