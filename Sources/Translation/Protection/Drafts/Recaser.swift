import Text
import Threads

/// What was done to a sentence in capitals before it was translated.
enum Recasing: Hashable, Sendable {
  case none
  /// It was all in capitals.
  case capitals
  /// Every word began with a capital.
  case title
}

/// Writes sentences in capitals as a model knows sentences, and their translations in capitals again.
///
/// May be shared between threads.
final class Recaser: Sendable {
  private let sourceMappers: Pool<CaseMapper>
  private let targetMappers: Pool<CaseMapper>
  private let isEnglish: Bool
  /// Whether the target language capitalises the words of titles. A language that nobody has named may do so.
  private let hasTitles: Bool

  init(source: String, target: String) {
    sourceMappers = Pool { try CaseMapper(locale: source) }
    targetMappers = Pool { try CaseMapper(locale: target) }
    isEnglish = source.hasPrefix("en")
    hasTitles = target.isEmpty || target.hasPrefix("en")
  }

  /// The sentence for the model. One that would not come back as it is stays as it is.
  func lowered(_ sentence: String) throws -> (text: String, recasing: Recasing) {
    guard sentence.hasUppercase else { return (sentence, .none) }
    return try sourceMappers.with { mapper in
      if sentence.isAllUppercase, Self.isWorthLowering(sentence) {
        let lowered = asSentence(mapper.lowercased(sentence), mapper)
        if mapper.uppercased(lowered).utf8.elementsEqual(sentence.utf8) { return (lowered, .capitals) }
      } else if Self.wordCount(sentence) >= 4, mapper.isTitlecased(sentence) {
        let lowered = asSentence(mapper.lowercased(sentence), mapper)
        if mapper.titlecased(lowered).utf8.elementsEqual(sentence.utf8) { return (lowered, .title) }
      }
      return (sentence, .none)
    }
  }

  /// The translation of a sentence in capitals as that was.
  func raised(_ translation: String, _ recasing: Recasing) throws -> String {
    switch recasing {
    case .none: translation
    case .capitals: try targetMappers.with { $0.uppercased(translation) }
    case .title: hasTitles ? try targetMappers.with { $0.titlecased(translation) } : translation
    }
  }

  /// One short word in capitals is an abbreviation, such as NATO; several, or a long one, are shouted.
  private static func isWorthLowering(_ sentence: String) -> Bool {
    wordCount(sentence) >= 2 || sentence.unicodeScalars.count { $0.isLetter } >= 5
  }

  /// Words with letters in them.
  private static func wordCount(_ sentence: String) -> Int {
    sentence.split(whereSeparator: \.isWhitespace).count { $0.unicodeScalars.contains { $0.isLetter } }
  }

  /// `lowered` with a capital at its beginning, and for the English "I".
  private func asSentence(_ lowered: String, _ mapper: CaseMapper) -> String {
    var words = lowered.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if isEnglish { for index in words.indices where words[index] == "i" { words[index] = "I" } }
    let text = words.joined(separator: " ")
    guard let first = text.firstIndex(where: { $0.isLetter }) else { return text }
    let next = text.index(after: first)
    return text[..<first] + mapper.uppercased(String(text[first..<next])) + text[next...]
  }
}
