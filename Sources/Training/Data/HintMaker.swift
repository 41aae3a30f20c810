import Terminology

/// Hints for training text, made from a dictionary and from what the target says.
///
/// On some lines words come with suggestions as they will at translation: the dictionary's first translations, which are
/// right or wrong, so that the model learns to doubt; where another translation is the right one, it often stands beside
/// them. On fewer lines words come with the one that is right, as a glossary's terms do.
package struct HintMaker {
  /// Shares of lines that get suggestions, and terms.
  static let suggestionShare = 0.25
  static let termShare = 0.07
  /// How likely a word of such a line that the dictionary has is hinted.
  private static let wordShare = 0.6
  /// As many as at translation.
  private static let limit = 8

  private let words: WordList
  private let forms: BaseForms

  /// - Parameter language: that of the words.
  package init(_ words: WordList, language: String) {
    self.words = words
    forms = BaseForms(language: language)
  }

  /// Hints for `source`, of which `target` is the translation; on most lines none.
  package func hints(for source: String, _ target: String, using generator: inout some RandomNumberGenerator) -> [Hint]
  {
    let chance = Double.random(in: 0..<1, using: &generator)
    guard chance < Self.suggestionShare + Self.termShare else { return [] }
    let isTerm = chance >= Self.suggestionShare
    let targetWords = WordScanner.words(of: target).map { InflectedWord(String(target[$0])) }
    var hints: [Hint] = []
    for range in WordScanner.words(of: source) {
      guard Double.random(in: 0..<1, using: &generator) < Self.wordShare else { continue }
      let known = translations(of: source[range].lowercased())
      guard !known.isEmpty else { continue }
      let right = known.first { translation in targetWords.contains { $0.isForm(of: translation) } }
      let chosen = isTerm ? right.map { [$0] } : suggestions(known, right, using: &generator)
      guard let chosen else { continue }
      hints.append(Hint(isTerm ? .term : .suggestion, range, chosen))
      if hints.count == Self.limit { break }
    }
    return hints
  }

  private func translations(of word: String) -> [String] {
    guard word.utf8.count > 2 else { return [] }
    for form in forms.candidates(word) {
      if let translations = words.translations(of: form) { return translations }
    }
    return []
  }

  /// The first one or two translations; where they are wrong, sometimes the right one takes a place, and some of the
  /// rest is left out, since a translation that the target does not have may be as good. Nil: no hint.
  private func suggestions(
    _ known: [String], _ right: String?, using generator: inout some RandomNumberGenerator
  ) -> [String]? {
    var first = Array(known.prefix(Bool.random(using: &generator) ? 2 : 1))
    if let right, first.contains(right) { return first }
    if let right, Double.random(in: 0..<1, using: &generator) < 0.3 {
      first[Int.random(in: first.indices, using: &generator)] = right
      return first
    }
    return Double.random(in: 0..<1, using: &generator) < 0.7 ? first : nil
  }
}
