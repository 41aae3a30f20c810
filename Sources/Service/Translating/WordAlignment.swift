import Translation

/// From subwords to words as a reader sees them.
package enum WordAlignment {
  /// The words of a translated sentence.
  ///
  /// Subwords are gathered into words at their space marks, and each is looked for in the text behind the one before:
  /// what has been changed since the model (case, spans) is found by its letters or left out.
  package static func words(
    source: String, sourceTokens: [String], translation: TranslationHypothesis, text: String
  ) -> [WordAnswer] {
    let sourceWords = grouped(sourceTokens)
    let sourcePlaces = places(of: sourceWords.map(\.text), in: source)
    let targetWords = grouped(translation.tokens)
    let targetPlaces = places(of: targetWords.map(\.text), in: text)
    var wordOfToken = [Int](repeating: 0, count: sourceTokens.count)
    for (index, word) in sourceWords.enumerated() { for token in word.tokens { wordOfToken[token] = index } }
    return zip(targetWords, targetPlaces).compactMap { word, place in
      guard let place else { return nil }
      let scores = word.tokens.compactMap {
        translation.tokenScores.indices.contains($0) ? translation.tokenScores[$0] : nil
      }
      let linked = translation.alignment.filter { word.tokens.contains($0.target) && $0.source < wordOfToken.count }
      let sources = Set(linked.map { wordOfToken[$0.source] }).sorted().compactMap { sourcePlaces[$0] }
      return WordAnswer(range: place, confidence: probability(scores.min() ?? 0), sources: sources)
    }
  }

  /// e to the power of a log-probability, in two digits.
  static func probability(_ score: Float) -> Double {
    guard score.isFinite else { return 0 }
    return (Double.exponential(Double(score)) * 100).rounded() / 100
  }

  private static func grouped(_ tokens: [String]) -> [(text: String, tokens: [Int])] {
    var words: [(text: String, tokens: [Int])] = []
    for (index, token) in tokens.enumerated() {
      let continues = words.last.map { _ in !token.hasPrefix(space) } ?? false
      let text = token.replacing(space, with: "")
      if continues {
        words[words.count - 1].text += text
        words[words.count - 1].tokens.append(index)
      } else {
        words.append((text, [index]))
      }
    }
    return words
  }

  private static let space = "▁"

  /// Where words stand in a text, in UTF-16 units; nil for those that are not found.
  private static func places(of words: [String], in text: String) -> [Range<Int>?] {
    let units = Array(text.lowercased().utf16)
    let isAligned = units.count == text.utf16.count
    guard isAligned else { return words.map { _ in nil } }
    var position = 0
    return words.map { word in
      let wanted = Array(word.lowercased().utf16)
      guard !wanted.isEmpty, let start = find(wanted, in: units, from: position) else { return nil }
      position = start + wanted.count
      return start..<position
    }
  }

  private static func find(_ wanted: [UInt16], in units: [UInt16], from start: Int) -> Int? {
    guard units.count - start >= wanted.count else { return nil }
    // A word that is gone must not take the place of a like one far behind.
    let last = min(units.count - wanted.count, start + 60)
    guard start <= last else { return nil }
    return (start...last).first { units[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
