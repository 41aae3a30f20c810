import IO

/// Terms and how they are to be translated, found in texts whatever their inflection. Immutable; may be shared between
/// threads.
public final class Glossary: Sendable {
  /// Those for the same source term: the last one counts.
  public let terms: [Term]
  /// A checksum of the terms and their language.
  public let identity: String
  private let forms: BaseForms
  /// By the first word in small letters; of those with the same one, the longest first.
  private let byFirstWord: [String: [Entry]]

  private struct Entry: Sendable {
    let term: Int
    /// In small letters.
    let words: [String]
  }

  /// A term in a text.
  public struct Match: Sendable {
    public let term: Term
    public let range: Range<String.Index>
  }

  /// - Parameter sourceLanguage: whose endings are looked through: `en` and `de` are known.
  public init(_ terms: [Term], sourceLanguage: String) {
    var places: [String: Int] = [:]
    var kept: [Term] = []
    for term in terms {
      let key = term.matchesCase ? term.source : term.source.lowercased()
      if let place = places[key] {
        kept[place] = term
      } else {
        places[key] = kept.count
        kept.append(term)
      }
    }
    self.terms = kept
    forms = BaseForms(language: sourceLanguage)
    var byFirstWord: [String: [Entry]] = [:]
    for (index, term) in kept.enumerated() {
      let words = TermWords(term.source).words
      guard let first = words.first else { continue }
      byFirstWord[first, default: []].append(Entry(term: index, words: words))
    }
    for key in byFirstWord.keys { byFirstWord[key]?.sort { ($0.words.count, $1.term) > ($1.words.count, $0.term) } }
    self.byFirstWord = byFirstWord
    let facts = kept.map { "\($0.source)\t\($0.target)\t\($0.forbidden)\t\($0.matchesCase)" }
    identity = Array((facts + [sourceLanguage]).joined(separator: "\n").utf8).withUnsafeBytes(Checksum.text(of:))
  }

  /// The terms in `text`, in order. Of terms that overlap the one that begins first counts, of those the longest.
  public func matches(in text: String) -> [Match] {
    let words = TermWords(text)
    var found: [Match] = []
    var index = 0
    while index < words.words.count {
      guard let entry = entry(at: index, of: words) else {
        index += 1
        continue
      }
      let last = index + entry.words.count - 1
      found.append(
        Match(term: terms[entry.term], range: words.ranges[index].lowerBound..<words.ranges[last].upperBound))
      index = last + 1
    }
    return found
  }

  private func entry(at index: Int, of words: TermWords) -> Entry? {
    for base in forms.candidates(words.words[index]) {
      let found = byFirstWord[base]?.first { entry in
        let count = entry.words.count
        guard index + count <= words.words.count else { return false }
        return (0..<count).allSatisfy { place in
          place == 0 || words.follows(index + place) && isForm(words.words[index + place], of: entry.words[place])
        } && fitsCase(terms[entry.term], words, index..<index + count)
      }
      if let found { return found }
    }
    return nil
  }

  private func isForm(_ word: String, of base: String) -> Bool {
    word == base || forms.candidates(word).contains(base)
  }

  /// A term that matches its case may still be inflected: its form begins as it does.
  private func fitsCase(_ term: Term, _ words: TermWords, _ place: Range<Int>) -> Bool {
    guard term.matchesCase else { return true }
    let own = TermWords(term.source)
    return zip(place, own.ranges).allSatisfy { index, range in
      zip(words.text[words.ranges[index]], own.text[range]).allSatisfy { $0.isUppercase == $1.isUppercase }
    }
  }
}

extension Glossary: Hashable {
  public static func == (one: Glossary, other: Glossary) -> Bool { one.identity == other.identity }
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
