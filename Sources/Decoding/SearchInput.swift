/// What a search has to know of a sentence beside what the scorer knows.
public struct SearchInput: Sendable, Hashable {
  /// Tokens of the source, from which the maximum length follows.
  public var sourceLength: Int

  /// Tokens with which every hypothesis begins. They count in the score and appear in the result.
  public var forcedPrefix: [Int32]

  /// Tokens that are not produced for this sentence, beside those of ``SearchOptions/forbiddenTokens``.
  public var forbiddenTokens: [Int32]

  /// Tokens that every hypothesis must hold exactly once.
  public var required: RequiredTokens?

  /// Where sampling starts; the same seed draws the same tokens, whatever else is in the batch.
  public var seed: UInt64

  public init(
    sourceLength: Int, forcedPrefix: [Int32] = [], forbiddenTokens: [Int32] = [], required: RequiredTokens? = nil,
    seed: UInt64 = 0
  ) {
    self.sourceLength = sourceLength
    self.forcedPrefix = forcedPrefix
    self.forbiddenTokens = forbiddenTokens
    self.required = required
    self.seed = seed
  }
}
