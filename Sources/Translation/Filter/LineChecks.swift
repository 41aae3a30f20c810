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
  /// Cut off at the maximum length.
  case cut
}

extension LineTranslation {
  /// What looks wrong with the best translation.
  public var warnings: [LineWarning] {
    guard let best = hypotheses.first else { return [] }
    let sourceWords = source.split(whereSeparator: \.isWhitespace)
    let words = best.text.split(whereSeparator: \.isWhitespace)
    guard !sourceWords.isEmpty else { return [] }
    guard !words.isEmpty else { return [.empty] }
    let checks: [(LineWarning, Bool)] = [
      (.copied, words.count >= 4 && words == sourceWords),
      (.repetition, words.longestRepetition >= 4 && sourceWords.longestRepetition < 4),
      (.length, Self.differFar(source.unicodeScalars.count, best.text.unicodeScalars.count)),
      (.numbers, source.numbers != best.text.numbers),
      (.cut, best.reachedMaximumLength),
    ]
    return checks.filter(\.1).map(\.0)
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
  /// All runs of decimal digits, whatever the script, sorted. What stands between them differs from one language to
  /// another.
  fileprivate var numbers: [[Int]] {
    var numbers: [[Int]] = []
    var isInNumber = false
    for scalar in unicodeScalars {
      guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
        isInNumber = false
        continue
      }
      if !isInNumber { numbers.append([]) }
      numbers[numbers.count - 1].append(Int(value))
      isInNumber = true
    }
    return numbers.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
