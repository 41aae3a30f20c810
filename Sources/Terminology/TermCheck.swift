/// Whether a translation has the terms that it is to have.
public struct TermCheck: Sendable {
  private let terms: [(term: Term, count: Int)]

  /// - Parameter matches: the terms of the source.
  public init(_ matches: [Glossary.Match]) {
    terms = Dictionary(grouping: matches, by: \.term).map { ($0.key, $0.value.count) }
      .sorted { $0.0.source < $1.0.source }
  }

  public var isEmpty: Bool { terms.isEmpty }

  /// The terms that are missing in `translation`, stand there more often than in the source, or are translated by what is
  /// forbidden.
  public func missed(in translation: String) -> [Term] {
    guard !terms.isEmpty else { return [] }
    let words = TermWords(translation)
    return terms.filter { term, count in
      let found = Self.occurrences(of: term.target, in: words)
      return found == 0 || found > count || term.forbidden.contains { Self.occurrences(of: $0, in: words) > 0 }
    }.map(\.term)
  }

  /// How often it is in the text, inflected or not.
  private static func occurrences(of target: String, in words: TermWords) -> Int {
    let own = TermWords(target)
    // What is no word is looked for as it stands.
    guard !own.words.isEmpty else {
      return words.text.split(separator: target, omittingEmptySubsequences: false).count - 1
    }
    let bases = own.words.map(InflectedWord.Base.init)
    let forms = words.words.map(InflectedWord.init)
    return words.occurrences(of: bases.count) { word, place in
      words.words[word] == own.words[place] || forms[word].isForm(of: bases[place])
    }.count
  }
}
