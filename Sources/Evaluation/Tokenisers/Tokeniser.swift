/// The ways to cut a line into words before BLEU counts them, under the names that signatures carry.
public enum Tokeniser: String, Sendable, CaseIterable {
  /// White space only, for text that was tokenised elsewhere.
  case none
  /// The rules of `mteval-v13a.pl`, WMT's standard for European languages.
  case v13a = "13a"
  /// The rules of `mteval-v14.pl --international-tokenization`: Unicode punctuation and symbols.
  case international = "intl"
  /// Chinese characters one by one, the rest as 13a.
  case chinese = "zh"
  /// Every character a word.
  case character = "char"

  /// The tokenisers that sacreBLEU knows and that this program leaves out.
  public static let unsupportedNames = [
    "ja-mecab", "ko-mecab", "spm", "flores101", "flores200", "spBLEU-1K",
  ]

  /// - Throws: `EvaluationError.unsupportedTokeniser` or `.unknownTokeniser`, both saying what to use.
  public init(name: String) throws(EvaluationError) {
    if let known = Tokeniser(rawValue: name) {
      self = known
    } else if Tokeniser.unsupportedNames.contains(name) {
      throw .unsupportedTokeniser(name: name)
    } else {
      throw .unknownTokeniser(name: name)
    }
  }

  /// What sacreBLEU picks for a target language (a two-letter code) where no tokeniser is named.
  ///
  /// - Throws: `EvaluationError.languageNeedsTokeniser` for Japanese and Korean, which need a morphological analyser.
  public static func standard(forTargetLanguage language: String?) throws(EvaluationError) -> Tokeniser {
    switch language {
    case "zh": .chinese
    case "ja", "ko": throw .languageNeedsTokeniser(language: language ?? "")
    default: .v13a
    }
  }

  /// Reads the line in `buffer` (already lower-cased where wanted) and leaves its words in `buffer.tokens`.
  func tokenise(_ buffer: inout TokenBuffer) {
    switch self {
    case .none: buffer.split()
    case .v13a: Tokeniser.tokenise13a(&buffer)
    case .international: Tokeniser.tokeniseInternational(&buffer)
    case .chinese: Tokeniser.tokeniseChinese(&buffer)
    case .character: Tokeniser.tokeniseCharacters(&buffer)
    }
  }
}
