import Translation

/// Terms and what they are to be called in the translation.
package struct Terminology: Sendable {
  /// By the term's first word in small letters, so that a text is looked through once however many terms there are.
  private var byFirstWord: [String: [(term: String, target: String)]] = [:]
  package private(set) var count = 0

  /// - Parameter entries: a later one for the same term replaces an earlier one.
  package init(_ entries: [(source: String, target: String)] = []) {
    for entry in entries { add(entry.source, entry.target) }
  }

  private mutating func add(_ source: String, _ target: String) {
    guard let word = Self.words(of: source).first else { return }
    byFirstWord[word, default: []].append((source, target))
    count += 1
  }

  package func adding(_ other: Terminology) -> Terminology {
    guard other.count > 0 else { return self }
    var sum = self
    for (word, entries) in other.byFirstWord { sum.byFirstWord[word, default: []] += entries }
    sum.count += other.count
    return sum
  }

  private static func words(of text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
  }

  /// The terms that occur in a text, longest first.
  private func terms(in text: String) -> [(term: String, target: String)] {
    guard count > 0 else { return [] }
    let words = Set(Self.words(of: text))
    let lowered = text.lowercased()
    let found = words.flatMap { byFirstWord[$0] ?? [] }.filter { lowered.contains($0.term.lowercased()) }
    return found.sorted { ($1.term.count, $0.term) < ($0.term.count, $1.term) }
  }

  /// Hides the terms of a text as protected spans; nil where it has none.
  func patterns(for text: String) throws -> ProtectedPatterns? {
    let terms = terms(in: text)
    guard !terms.isEmpty else { return nil }
    return try ProtectedPatterns(["(?i)(?:\(terms.map { Self.pattern($0.term) }.joined(separator: "|")))"])
  }

  /// The term as it stands, with no letter or digit before or behind it.
  private static func pattern(_ term: String) -> String {
    func isOfWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
    return (isOfWord(term.first) ? "\\b" : "") + escaped(term) + (isOfWord(term.last) ? "\\b" : "")
  }

  private static func escaped(_ term: String) -> String {
    term.reduce(into: "") { result, character in
      if character.isASCII, !character.isLetter, !character.isNumber, character != " " { result += "\\" }
      result.append(character)
    }
  }

  /// Puts targets in the place of the terms that a finder has hidden.
  func fill(_ draft: inout SegmentDraft) {
    for index in draft.spans.indices where !draft.spans[index].isMarkup {
      if let target = target(of: draft.spans[index].text) { draft.spans[index].text = target }
    }
  }

  func target(of text: String) -> String? {
    guard let word = Self.words(of: text).first else { return nil }
    return byFirstWord[word]?.last { $0.term == text || $0.term.lowercased() == text.lowercased() }?.target
  }
}
