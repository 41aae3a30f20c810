/// Looks the words of a text up in a dictionary that has those which a model's training has hardly seen.
public struct DictionaryHints: Sendable {
  private let words: WordList
  private let forms: BaseForms
  /// Whether a capital inside a sentence means a name, as it does not in German.
  private let capitalsAreNames: Bool

  /// At most so many hints a text, as in training.
  private static let limit = 8
  /// At most so many translations a hint.
  private static let alternatives = 2

  /// - Parameter language: that of the words.
  public init(_ words: WordList, language: String) {
    self.words = words
    forms = BaseForms(language: language)
    capitalsAreNames = !language.lowercased().hasPrefix("de")
  }

  /// Hints for the words of `text` that are in the dictionary, in order.
  public func hints(for text: String) -> [Hint] {
    var found: [Hint] = []
    for range in WordScanner.words(of: text) {
      if capitalsAreNames, range.lowerBound > text.startIndex, text[range].first?.isUppercase == true { continue }
      let translations = translations(of: text[range].lowercased())
      guard !translations.isEmpty else { continue }
      found.append(Hint(.suggestion, range, Array(translations.prefix(Self.alternatives))))
      if found.count == Self.limit { break }
    }
    return found
  }

  /// Of a word in small letters, whichever form of it the dictionary has. A form that needs no help ends the search, so
  /// that "does" is not taken for two does.
  public func translations(of word: String) -> [String] {
    guard word.utf8.count > 2 else { return [] }
    for form in forms.candidates(word) {
      if let translations = words.translations(of: form) { return translations }
    }
    return []
  }
}
