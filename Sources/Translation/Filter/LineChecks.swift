/// Something about a translation that makes one doubt it. The raw values appear in JSON lines.
public enum LineWarning: String, Sendable, CaseIterable {
  /// There is nothing where the source has text.
  case empty
  /// A sentence came out as it went in.
  case copied
  /// The same words again and again.
  case repetition
  /// Far longer or shorter than the source.
  case length
  /// The source's numbers are not those of the translation.
  case numbers
  /// A protected span could not be kept, and so the sentence is the source's.
  case span
  /// A term is not translated as the glossary has it.
  case glossary
  /// Cut off at the maximum length.
  case cut
}

extension LineTranslation {
  /// What looks wrong with the best translation.
  public var warnings: [LineWarning] {
    guard let best = hypotheses.first else { return [] }
    return LineWarning.warnings(
      source: source, translation: best.text, isCut: best.reachedMaximumLength, paths: paths,
      missesTerms: !missedTerms.isEmpty)
  }
}

extension LineWarning {
  /// What looks wrong with a translation of `source`.
  package static func warnings(
    source: String, translation: String, isCut: Bool, paths: [TranslationPath], missesTerms: Bool = false
  ) -> [LineWarning] {
    let sourceWords = source.split(whereSeparator: \.isWhitespace)
    let words = translation.split(whereSeparator: \.isWhitespace)
    guard !sourceWords.isEmpty else { return [] }
    guard !words.isEmpty else { return [.empty] }
    let checks: [(LineWarning, Bool)] = [
      (.copied, words.count >= 4 && words == sourceWords),
      (.repetition, isRepeating(words, sourceWords)),
      (.length, differFar(source.unicodeScalars.count, translation.unicodeScalars.count)),
      (.numbers, source.numbers != translation.numbers),
      (.span, paths.contains(.source)),
      (.glossary, missesTerms),
      (.cut, isCut),
    ]
    return checks.filter(\.1).map(\.0)
  }

  /// Whether a masked translation is empty, but for its marks, or says the same again and again, where its source does
  /// not: worth another try.
  static func isDegenerate(_ translation: String, of source: String) -> Bool {
    let words = translation.split(whereSeparator: \.isWhitespace)
    let isEmpty = translation.unicodeScalars.allSatisfy { $0.properties.isWhitespace || SpanMark($0) != nil }
    return isEmpty || isRepeating(words, source.split(whereSeparator: \.isWhitespace))
  }

  private static func isRepeating(_ words: [Substring], _ sourceWords: [Substring]) -> Bool {
    words.longestRepetition >= 4 && sourceWords.longestRepetition < 4
  }

  /// Whether one length is more than three times the other. Short texts may differ by more.
  private static func differFar(_ one: Int, _ other: Int) -> Bool {
    max(one, other) > 3 * min(one, other) + 20
  }
}

extension [Substring] {
  /// How often one to four words follow themselves, at most.
  fileprivate var longestRepetition: Int {
    (1...4).map { width in
      var (run, longest) = (0, 0)
      for index in indices.dropFirst(width) {
        run = self[index] == self[index - width] ? run + 1 : 0
        longest = Swift.max(longest, run)
      }
      return longest / width + 1
    }.max() ?? 1
  }
}

extension String {
  /// The digits of all numbers, whatever the script, sorted. What stands between them differs from one language to
  /// another.
  fileprivate var numbers: [String] {
    let scalars = Array((TextEntities.decoded(self)?.text ?? self).unicodeScalars)
    var numbers: [String] = []
    var index = 0
    while index < scalars.count {
      if scalars[index].decimalDigit != nil, let token = NumberToken(scalars, at: index) {
        numbers.append(token.key)
        index = token.range.upperBound
      } else {
        index += 1
      }
    }
    return numbers.sorted()
  }
}
