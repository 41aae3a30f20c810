import Terminology

/// The words of one language with their translations, and what text says of both.
struct SideEntries {
  private(set) var words: [String: [Candidate]] = [:]
  /// How often the text has each word as it stands, in small letters.
  var counts: [String: Int] = [:]
  /// How often the text was seen to have a word of ``words``, inflected or not.
  private var occurrences: [String: Int] = [:]
  /// The word that stands for an inflected one, where it is rare and known.
  private var bases: [String: String?] = [:]
  private let forms: BaseForms

  struct Candidate {
    let translation: String
    let form: InflectedWord.Base
    /// Lines that have the word and, in their translation, this.
    var together = 0
  }

  init(language: String) { forms = BaseForms(language: language) }

  mutating func add(_ translation: String, to word: String) {
    let key = word.lowercased()
    guard !(words[key]?.contains { $0.translation == translation } ?? false) else { return }
    words[key, default: []].append(Candidate(translation: translation, form: InflectedWord.Base(translation)))
  }

  func count(of word: String) -> Int { counts[word.lowercased()] ?? 0 }

  mutating func weigh(_ line: String, beside other: String, rareBelow: Int) {
    let found = Set(WordScanner.words(of: line).compactMap { base(of: line[$0].lowercased(), rareBelow) })
    guard !found.isEmpty else { return }
    let beside = WordScanner.words(of: other).map { InflectedWord(String(other[$0])) }
    for word in found {
      occurrences[word, default: 0] += 1
      for index in words[word, default: []].indices {
        guard let form = words[word]?[index].form, beside.contains(where: { $0.isForm(of: form) }) else { continue }
        words[word]?[index].together += 1
      }
    }
  }

  private mutating func base(of word: String, _ rareBelow: Int) -> String? {
    if let known = bases[word] { return known }
    var found: String?
    for form in forms.candidates(word) {
      if count(of: form) >= rareBelow { break }
      if words[form] != nil {
        found = form
        break
      }
    }
    bases[word] = .some(found)
    return found
  }

  /// The translations of a word that are likely enough, the likeliest first.
  ///
  /// - Parameter frequency: how often the text has a translation, which decides where it shows none beside the word.
  func ranked(
    _ word: String, leastShare: Double, trusted: Int, frequency: (String) -> Int
  ) -> [String] {
    let seen = occurrences[word] ?? 0
    let least = seen >= trusted ? leastShare * Double(seen) : 0
    let likely = (words[word] ?? []).filter { Double($0.together) >= least }
    return likely.enumerated().map { (offset: $0, candidate: $1, frequency: frequency($1.translation)) }
      .sorted { ($1.candidate.together, $1.frequency, $0.offset) < ($0.candidate.together, $0.frequency, $1.offset) }
      .map(\.candidate.translation)
  }
}
