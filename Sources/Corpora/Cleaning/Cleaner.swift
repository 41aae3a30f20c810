import Text

/// Decides pair by pair what stays. Remembers what it has seen; not to be shared between threads.
public final class Cleaner {
  public let options: CleaningOptions
  public var exclusions: Exclusions
  private let languageCheck: LanguageCheck
  private let scripts: (source: Set<String>, target: Set<String>)
  private var pairs: SeenHashes
  private var sources: SeenHashes

  /// - Throws: where ICU's data for the languages cannot be had.
  public init(
    languages: LanguagePair, options: CleaningOptions = CleaningOptions(), exclusions: Exclusions = Exclusions()
  ) throws(TextError) {
    self.options = options
    self.exclusions = exclusions
    languageCheck = try LanguageCheck(languages)
    scripts = (CharacterCounts.scripts(of: languages.source), CharacterCounts.scripts(of: languages.target))
    pairs = SeenHashes(megabytes: options.duplicateMemory / 2)
    sources = SeenHashes(megabytes: options.duplicateMemory / 2)
  }

  /// The rule that drops a pair, or nil if it stays. A pair that stays counts as seen.
  ///
  /// - Parameter pair: tidied; see ``TextTidying``.
  public func verdict(_ pair: TextPair) -> CleaningRule? {
    let counts = (
      source: CharacterCounts(pair.source, scripts: scripts.source),
      target: CharacterCounts(pair.target, scripts: scripts.target)
    )
    let rules = CleaningRule.allCases
    return rules.first { !options.skipped.contains($0) && applies($0, pair, counts.source, counts.target) }
  }

  private func applies(
    _ rule: CleaningRule, _ pair: TextPair, _ source: CharacterCounts, _ target: CharacterCounts
  ) -> Bool {
    switch rule {
    case .empty: source.characters == 0 || target.characters == 0
    case .encoding: EncodingDamage.isFound(in: pair.source) || EncodingDamage.isFound(in: pair.target)
    case .length: isTooLong(source) || isTooLong(target)
    case .ratio: isLopsided(source.characters, target.characters)
    case .symbols: source.letters * 3 < source.characters || target.letters * 3 < target.characters
    case .identical: pair.source == pair.target
    case .script: isForeignScript(source) || isForeignScript(target)
    case .language: languageCheck.rejects(pair)
    case .digits: source.digits != target.digits
    case .placeholders: Placeholders.keys(of: pair.source) != Placeholders.keys(of: pair.target)
    case .excluded: exclusions.contains(pair)
    case .duplicate: pairs.insert(TextKey.pair(pair)) > 0
    case .variants: sources.insert(TextKey.exact(pair.source)) >= options.maximumVariants
    }
  }

  private func isTooLong(_ counts: CharacterCounts) -> Bool {
    counts.words > options.maximumWords || counts.characters > options.maximumCharacters
  }

  private func isLopsided(_ first: Int, _ second: Int) -> Bool {
    Double(max(first, second) + 10) > options.maximumRatio * Double(min(first, second) + 10)
  }

  private func isForeignScript(_ counts: CharacterCounts) -> Bool { counts.expectedLetters * 2 < counts.letters }
}
