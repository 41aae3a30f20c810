import Text

/// Splits a pair of paragraphs into pairs of sentences where nothing speaks against it.
package final class SentencePairing {
  private let source: SentenceSplitter
  private let target: SentenceSplitter

  package init(_ languages: LanguagePair) throws(TextError) {
    source = try SentenceSplitter(locale: languages.source)
    target = try SentenceSplitter(locale: languages.target)
  }

  /// Sentence N with sentence N where both sides have as many, each of likely length and with the same digits; the
  /// pair as it is otherwise.
  package func split(_ pair: TextPair) -> [TextPair] {
    let left = sentences(pair.source, source)
    let right = sentences(pair.target, target)
    guard left.count > 1, left.count == right.count else { return [pair] }
    let pairs = zip(left, right).map { TextPair($0, $1) }
    return pairs.allSatisfy(isLikely) ? pairs : [pair]
  }

  private func sentences(_ text: String, _ splitter: SentenceSplitter) -> [String] {
    splitter.pieces(of: text).compactMap { piece in
      guard case .text(let sentence) = piece else { return nil }
      return sentence
    }
  }

  private func isLikely(_ pair: TextPair) -> Bool {
    let lengths = (Double(pair.source.unicodeScalars.count), Double(pair.target.unicodeScalars.count))
    guard max(lengths.0, lengths.1) + 10 <= 1.9 * (min(lengths.0, lengths.1) + 10) else { return false }
    return CharacterCounts(pair.source, scripts: []).digits == CharacterCounts(pair.target, scripts: []).digits
  }
}
