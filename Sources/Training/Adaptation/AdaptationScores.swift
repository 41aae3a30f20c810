import Corpora
import Evaluation
import Transformer
import Translation

/// What translations are like, of held-out corrections and of general text.
public struct AdaptationScores: Sendable {
  /// 0 to 100; TER is better the lower.
  public struct Text: Sendable {
    public let bleu: Double
    public let chrF: Double
    public let ter: Double

    init(_ translations: [String], _ references: [String]) throws {
      bleu = try BLEU().score(translations, against: references).value
      chrF = try ChrF().score(translations, against: references).value
      ter = try TER().score(translations, against: references).value
    }
  }

  public let corrections: Text
  /// Nil where there is no general text.
  public let general: Text?

  /// - Parameter translator: the model, with or without a change, in the corrections' direction.
  init(_ translator: ModelTranslator, _ text: AdaptationText, threads: Int) throws {
    var options = Translator.Options()
    options.threads = threads
    let translator = Translator(translator, options: options)
    func scores(_ pairs: [TextPair]) throws -> Text {
      try Text(try translator.translate(pairs.map(\.source)).map(\.text), pairs.map(\.target))
    }
    corrections = try scores(text.heldOut)
    general = text.general.isEmpty ? nil : try scores(text.general)
  }
}
