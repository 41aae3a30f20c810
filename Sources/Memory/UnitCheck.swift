import Text

/// Why something is no translation that a memory should repeat.
package enum UnitProblem: String, Sendable, CaseIterable {
  case empty = "source or translation is empty"
  case tooLong = "longer than 10,000 bytes"
  case placeholders = "its placeholders are not those of the source"
  case control = "it holds control characters"
  case length = "source and translation differ in length by more than a sentence could"
  case sourceLanguage = "the source is in another language"
  case targetLanguage = "the translation is in another language"

  /// What is wrong with a unit; nil: nothing that can be seen.
  package init?(_ unit: PastUnit) {
    func letters(_ text: String) -> Int { text.unicodeScalars.count { $0.properties.isAlphabetic } }
    let (source, target) = (letters(unit.source), letters(unit.target))
    if unit.source.allSatisfy(\.isWhitespace) || unit.target.allSatisfy(\.isWhitespace) {
      self = .empty
    } else if max(unit.source.utf8.count, unit.target.utf8.count) > 10_000 {
      self = .tooLong
    } else if Placeholders.keys(of: unit.source) != Placeholders.keys(of: unit.target) {
      self = .placeholders
    } else if unit.target.unicodeScalars.contains(where: { $0.isUnwanted }) {
      self = .control
    } else if min(source, target) * 8 + 60 < max(source, target) {
      self = .length
    } else if Self.isOther(unit.source, than: unit.languages.source) {
      self = .sourceLanguage
    } else if Self.isOther(unit.target, than: unit.languages.target) {
      self = .targetLanguage
    } else {
      return nil
    }
  }

  /// Whether a text of some length is surely in another language.
  private static func isOther(_ text: String, than language: String) -> Bool {
    guard text.split(separator: " ").count >= leastWords else { return false }
    let (guesses, isSure) = LanguageDetector.languages(of: text)
    guard isSure, let first = guesses.first, first.share >= 0.9 else { return false }
    return !LanguageDetector.isSame(first.code, language)
  }

  /// Fewer say too little of their language.
  private static let leastWords = 6
}

extension Unicode.Scalar {
  fileprivate var isUnwanted: Bool {
    properties.generalCategory == .control && !properties.isWhitespace || properties.generalCategory == .privateUse
  }
}
