/// The reasons for which a pair is dropped, in the order in which they are looked at: a pair counts for the first.
public enum CleaningRule: String, CaseIterable, Sendable {
  case empty, encoding, length, ratio, symbols, identical, script, language, digits, placeholders, excluded, duplicate
  case variants

  /// What the rule drops, for help and reports.
  public var summary: String {
    switch self {
    case .empty: "a side without text"
    case .encoding:
      "text damaged by a wrong encoding: U+FFFD, C1 controls, UTF-8 read as Latin-1, letters turned into ?"
    case .length: "a side with too many words or characters"
    case .ratio: "one side much longer than the other"
    case .symbols: "fewer than a third of the characters are letters"
    case .identical: "both sides the same"
    case .script: "letters of another script than the language's"
    case .language: "words of another language, or a target that mostly repeats the source"
    case .digits: "digits of one side missing on the other"
    case .placeholders: "format directives, variables or tags of one side missing on the other"
    case .excluded: "a line of a file that must stay out, such as a test set"
    case .duplicate: "seen before, apart from case, punctuation, spacing and the value of numbers"
    case .variants: "a source that has enough different translations already"
    }
  }

  /// - Throws: ``CorpusError/unknownRule(_:)``
  public init(named name: String) throws(CorpusError) {
    guard let rule = CleaningRule(rawValue: name) else { throw .unknownRule(name) }
    self = rule
  }
}

/// Limits of the rules. The defaults suit sentences, messages and paragraphs.
public struct CleaningOptions: Sendable {
  /// Rules that drop nothing.
  public var skipped: Set<CleaningRule> = []
  /// Longest side, in words.
  public var maximumWords = 200
  /// Longest side, in characters.
  public var maximumCharacters = 1500
  /// Longest side over shortest, in characters, after ten are added to both: a short text may differ more.
  public var maximumRatio = 2.5
  /// How many different translations of one source are kept.
  public var maximumVariants = 3
  /// Memory for what was seen before, in MiB. See ``SeenHashes``.
  public var duplicateMemory = 512

  public init() {}
}
