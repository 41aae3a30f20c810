/// Forms under which a dictionary may have an inflected word: regular endings taken off, nothing learnt.
public struct BaseForms: Sendable {
  /// Endings, and what may stand in their place in the base form.
  private let rules: [(ending: String, bases: [String])]
  private let doublesConsonants: Bool

  /// - Parameter language: `en` and `de` are known; of another language a word is looked up as it stands.
  public init(language: String) {
    switch language.prefix(2).lowercased() {
    case "en":
      rules = ["s", "es", "ed", "d", "ing", "ies", "er", "est", "ly"].map { ($0, ["", "e", "y"]) }
      doublesConsonants = true
    case "de":
      rules = ["e", "n", "en", "er", "es", "s", "em", "st", "t", "te", "ten", "tes", "ter", "ern"]
        .map { ($0, ["", "en", "n"]) }
      doublesConsonants = false
    default:
      rules = []
      doublesConsonants = false
    }
  }

  /// Candidates for `word`, which is in small letters, the likeliest first; the word itself is the first.
  public func candidates(_ word: String) -> [String] {
    var found = [word]
    for rule in rules where word.hasSuffix(rule.ending) && word.count - rule.ending.count >= 3 {
      let stem = String(word.dropLast(rule.ending.count))
      found += rule.bases.map { stem + $0 }
      if doublesConsonants, let single = Self.undoubled(stem) { found.append(single) }
    }
    return found
  }

  /// `stop` for `stopp`.
  private static func undoubled(_ stem: String) -> String? {
    let last = stem.suffix(2)
    return stem.count > 3 && last.first == last.last ? String(stem.dropLast()) : nil
  }
}
