/// Words between two marks that a model has left in the language of the source, as models do with what stands alone
/// between marks: `<b>no</b>` in "You have <b>no</b> messages".
struct EnclosedWords {
  let segment: String
  let inner: String
  private let opening: Unicode.Scalar
  private let closing: Unicode.Scalar

  /// The first such words. Names begin with capitals and stay.
  static func first(in translation: String, of segment: String) -> EnclosedWords? {
    guard translation != segment else { return nil }
    let scalars = Array(segment.unicodeScalars)
    for index in scalars.indices where SpanMark(scalars[index])?.kind == .opening {
      guard let end = scalars[(index + 1)...].firstIndex(where: { SpanMark($0) != nil }),
        SpanMark(scalars[end])?.kind == .closing
      else { continue }
      let words = EnclosedWords(
        segment: segment, inner: string(scalars[(index + 1)..<end]), opening: scalars[index], closing: scalars[end])
      guard words.areLanguage, let kept = words.inner(of: translation),
        kept.lowercased() == words.inner.lowercased()
      else { continue }
      return words
    }
    return nil
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private var areLanguage: Bool {
    let words = inner.split(whereSeparator: \.isWhitespace)
    return words.contains {
      $0.count > 1 && ($0.first?.isLowercase ?? false) && $0.allSatisfy { $0.isLetter || ",.".contains($0) }
    }
  }

  private func inner(of text: String) -> String? {
    let scalars = Array(text.unicodeScalars)
    guard let start = scalars.firstIndex(of: opening), let end = scalars[start...].firstIndex(of: closing) else {
      return nil
    }
    return Self.string(scalars[(start + 1)..<end])
  }

  /// The segment without the two marks.
  var unmarked: String { Self.string(segment.unicodeScalars.filter { $0 != opening && $0 != closing }) }

  /// The translation of the unmarked segment, with the marks around what its alignment says the words have become.
  func marking(_ translation: TranslationHypothesis, sourceTokens: [String]) -> String? {
    let sourceWords = Self.words(sourceTokens)
    let targetWords = Self.words(translation.tokens)
    let texts = translation.text.split(separator: " ", omittingEmptySubsequences: true)
    guard texts.count == (targetWords.last ?? -1) + 1 else { return nil }
    let before = segment.unicodeScalars.prefix { $0 != opening }.split { $0 == " " }
    let touches = segment.unicodeScalars.prefix { $0 != opening }.last.map { $0 != " " } ?? false
    let first = before.count - (touches ? 1 : 0)
    let count = inner.split(separator: " ").count
    let own = translation.alignment.filter {
      sourceWords.indices.contains($0.source) && (first..<(first + count)).contains(sourceWords[$0.source])
        && targetWords.indices.contains($0.target)
    }.map { targetWords[$0.target] }
    guard let low = own.min(), let high = own.max(), high - low < 2 * count + 1 else { return nil }
    return enclosed(translation.text, texts[low].startIndex..<texts[high].endIndex)
  }

  /// Punctuation at the end stays outside.
  private func enclosed(_ text: String, _ range: Range<String.Index>) -> String? {
    var end = range.upperBound
    while end > range.lowerBound, let last = text[range.lowerBound..<end].last, !last.isLetter, !last.isNumber {
      end = text.index(before: end)
    }
    var start = range.lowerBound
    while start < end, !text[start].isLetter, !text[start].isNumber { start = text.index(after: start) }
    guard start < end, text[start..<end].marks.isEmpty else { return nil }
    return text[..<start] + String(opening) + text[start..<end] + String(closing) + text[end...]
  }

  /// For each token the number of its word.
  private static func words(_ tokens: [String]) -> [Int] {
    var word = -1
    return tokens.map { token in
      if token.hasPrefix("▁") || word < 0 { word += 1 }
      return word
    }
  }

  /// A translation with other words between the marks.
  func replacing(in translation: String, with words: String) -> String? {
    let scalars = Array(translation.unicodeScalars)
    guard let start = scalars.firstIndex(of: opening), let end = scalars[start...].firstIndex(of: closing),
      words.marks.isEmpty, words.contains(where: \.isLetter)
    else { return nil }
    let added = words.hasSuffix(".") && !inner.hasSuffix(".") ? String(words.dropLast()) : words
    return Self.string(scalars[...start]) + added + Self.string(scalars[end...])
  }
}
