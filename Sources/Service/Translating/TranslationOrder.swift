import Translation

/// Texts to be translated, and what is wanted of them.
package struct TranslationOrder: Sendable {
  package var texts: [String]
  package var pair: LanguagePair
  /// The name of the model that is wanted; nil: the first for the pair, or two over a third language.
  package var model: String?
  package var format = TextFormat.text
  /// Whether a line may be cut into sentences.
  package var splitsSentences = true
  /// Further translations of each text.
  package var alternatives = 0
  /// Whether answers tell scores, alignment and so on of each sentence.
  package var isDetailed = false
  package var terminology = Terminology()
  /// Who asks, for fairness.
  package var client = ""
  /// Whose corrections count.
  package var tenant = ""
  package var isBackground = false

  package init(texts: [String], pair: LanguagePair) {
    self.texts = texts
    self.pair = pair
  }
}

/// What is to be translated of a text: its sentences and what stands around them.
package struct TextOutline: Sendable, Equatable {
  package var sources: [String]
  /// Before each sentence; empty where the text has markup.
  package var before: [String]
  package var after: String
}

/// What became of a text.
package struct TextAnswer: Sendable, Equatable {
  package var text: String
  package var alternatives: [String] = []
  package var sentences: [SentenceAnswer] = []
}

/// What became of a sentence, and what there is to say about it.
package struct SentenceAnswer: Sendable, Equatable {
  package var source: String
  package var text: String
  /// Mean log-probability of a token; nil for a corrected sentence.
  package var score: Double?
  /// From 0 to 1: the mean probability of a token.
  package var confidence: Double?
  package var alternatives: [String] = []
  package var warnings: [String] = []
  /// How protected spans came through, where not by themselves.
  package var path: String?
  /// Somebody has corrected this very sentence before.
  package var isCorrected = false
  package var words: [WordAnswer] = []
}

/// A word of a translation: its place, in UTF-16 units, how sure the model was, and the places of the words of the source
/// behind it.
package struct WordAnswer: Sendable, Equatable {
  package var range: Range<Int>
  package var confidence: Double
  package var sources: [Range<Int>]
}
