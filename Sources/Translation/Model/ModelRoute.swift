import Text
import Transformer

/// The models that lead from one language to another: one, or two over a third language.
public struct ModelRoute: Sendable {
  public struct Step: Sendable {
    public let model: ModelLibrary.Entry
    public let languages: LanguagePair
  }

  public let steps: [Step]

  /// The best route that some models make. A direct one is better than a detour; of several the one of the highest
  /// declared quality, then of a model made for the pair, is taken, and English is the first choice as a third language.
  ///
  /// - Throws: ``ModelLibraryError/noRoute(_:known:)``.
  public init(_ pair: LanguagePair, among models: [ModelLibrary.Entry]) throws(ModelLibraryError) {
    if let direct = Self.best(pair, models) {
      steps = [direct]
      return
    }
    for pivot in Self.pivots(models, except: pair) {
      if let first = Self.best(LanguagePair(source: pair.source, target: pivot), models),
        let second = Self.best(LanguagePair(source: pivot, target: pair.target), models)
      {
        steps = [first, second]
        return
      }
    }
    throw .noRoute(pair, known: models.map(\.name))
  }

  private static func best(_ pair: LanguagePair, _ models: [ModelLibrary.Entry]) -> Step? {
    let able = models.filter { $0.translates(pair) }
    func rank(_ model: ModelLibrary.Entry) -> (Double, Int) { (model.quality ?? -1, model.isMultilingual ? 0 : 1) }
    return able.max { rank($0) < rank($1) }.map { Step(model: $0, languages: pair) }
  }

  /// Languages over which a route could lead, English first.
  private static func pivots(_ models: [ModelLibrary.Entry], except pair: LanguagePair) -> [String] {
    let ends = [pair.source, pair.target].map(LanguageCode.language)
    let targets = Set(models.flatMap(\.targets).map(LanguageCode.language)).subtracting(ends)
    return targets.sorted { ($0 == "en" ? 0 : 1, $0) < ($1 == "en" ? 0 : 1, $1) }
  }

  /// A translator that goes the whole way.
  public func translator(precision: WeightPrecision) throws -> any SegmentTranslator {
    let translators = try steps.map { step in
      try ModelTranslator(directory: step.model.path, precision: precision)
        .translating(from: step.languages.source, to: step.languages.target)
    }
    return translators.count == 1 ? translators[0] : ChainedTranslator(translators[0], translators[1])
  }
}

/// Translates over a third language.
final class ChainedTranslator: SegmentTranslator {
  private let first: any SegmentTranslator
  private let second: any SegmentTranslator

  init(_ first: any SegmentTranslator, _ second: any SegmentTranslator) { (self.first, self.second) = (first, second) }

  var sourceLocale: String { first.sourceLocale }
  var targetLocale: String { second.targetLocale }
  var identity: String { "\(first.identity); then \(second.identity)" }
  /// What stands for a span goes through both.
  var placesMarks: Bool { first.placesMarks && second.placesMarks }
  /// Room for a translation that is longer than its source.
  var maximumSegmentLength: Int { min(first.maximumSegmentLength, max(8, second.maximumSegmentLength / 2)) }

  func length(of segment: String) -> Int { first.length(of: segment) }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    var onTheWay = options
    onTheWay.search.nBest = 1
    onTheWay.returnAlignment = false
    let middle = try first.translate(segments, options: onTheWay)
    let texts = middle.map { $0.hypotheses.first?.text ?? "" }
    // Nothing may have come out; then nothing is left to translate.
    let some = texts.indices.filter { !texts[$0].isEmpty }
    let translations = some.isEmpty ? [] : try second.translate(some.map { texts[$0] }, options: options)
    var result = middle
    for (index, translation) in zip(some, translations) {
      result[index].hypotheses = translation.hypotheses.map { hypothesis in
        var hypothesis = hypothesis
        // Links lead to the words on the way, which nobody sees.
        hypothesis.alignment = []
        return hypothesis
      }
    }
    return result
  }
}
