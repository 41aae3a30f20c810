import Text

/// A guess at the language of a text.
package struct DetectedLanguage: Sendable, Equatable {
  package var code: String
  /// From 0 to 1.
  package var confidence: Double

  package init(code: String, confidence: Double) {
    self.code = code
    self.confidence = confidence
  }
}

/// Tells languages apart.
package protocol LanguageDetecting: Sendable {
  /// The languages that a text may be in, the likeliest first; none where it says nothing.
  func detect(_ text: String) -> [DetectedLanguage]
}

/// CLD2, where it is installed and the text is long enough for it; common words of English and German otherwise.
package struct TextDetector: LanguageDetecting {
  private let words = CommonWordDetector()
  /// More says no more of the language.
  private static let enough = 4000

  package init() {}

  package func detect(_ text: String) -> [DetectedLanguage] {
    let text = String(text.prefix(Self.enough))
    let (guesses, isSure) = LanguageDetector.languages(of: text)
    let ranked = guesses.map { DetectedLanguage(code: $0.code, confidence: $0.share) }
    if isSure, let first = ranked.first {
      // What is sure is first; what else the words say may still be one of the languages that can be translated.
      return ranked + words.detect(text).filter { $0.code != first.code }
    }
    let byWords = words.detect(text)
    return byWords
      + ranked.filter { guess in !byWords.contains { $0.code == guess.code } }.map {
        DetectedLanguage(code: $0.code, confidence: $0.confidence / 2)
      }
  }
}

/// Tells English and German apart by their commonest words and their letters.
package struct CommonWordDetector: LanguageDetecting {
  private static let words: [(code: String, words: Set<String>)] = [
    (
      "en",
      [
        "the", "of", "and", "to", "a", "in", "is", "it", "you", "that", "he", "she", "for", "on", "are", "with", "as",
        "i", "his", "her", "they", "be", "at", "one", "have", "this", "from", "or", "had", "by", "not", "but", "what",
        "some", "we", "can", "out", "other", "were", "all", "there", "when", "your", "how", "an", "each", "which", "do",
        "their", "if", "will", "hello", "good", "morning", "my", "no", "yes", "please", "where", "who", "thank",
        "thanks",
        "file", "open", "could", "would", "should", "been", "has", "more", "about", "into", "than", "them", "these",
        "so", "very", "just", "friend", "world", "everybody", "everyone",
      ]
    ),
    (
      "de",
      [
        "der", "die", "das", "und", "zu", "den", "dem", "ist", "es", "sie", "ich", "nicht", "ein", "eine", "einen",
        "einem", "einer", "mit", "auf", "für", "von", "im", "sich", "des", "dass", "auch", "wie", "als", "an", "nach",
        "aus", "bei", "wir", "ihr", "er", "wird", "sind", "war", "hat", "haben", "kann", "können", "oder", "aber",
        "nur",
        "noch", "wenn", "was", "wo", "wer", "guten", "morgen", "tag", "hallo", "bitte", "danke", "ja", "nein", "mein",
        "meine", "dein", "datei", "geht", "ihnen", "zusammen", "zum", "zur", "vom", "bis", "über", "unter", "sehr",
        "mehr", "durch", "werden", "wurde", "diese", "dieser", "dieses", "freund", "welt", "so", "man", "um",
      ]
    ),
  ]

  package init() {}

  package func detect(_ text: String) -> [DetectedLanguage] {
    let words = text.prefix(4000).lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
    guard !words.isEmpty else { return [] }
    let umlauts = text.prefix(4000).contains { "äöüßÄÖÜ".contains($0) } ? 2.0 : 0
    let counts = Self.words.map { language in
      (language.code, Double(words.count { language.words.contains($0) }) + (language.code == "de" ? umlauts : 0))
    }
    let sum = counts.reduce(0) { $0 + $1.1 }
    guard sum > 0 else { return [] }
    // One word of many says little.
    let evidence = min(1, (sum + 1) / 3)
    return counts.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.map { code, count in
      DetectedLanguage(code: code, confidence: (count / sum * evidence * 100).rounded() / 100)
    }
  }
}
