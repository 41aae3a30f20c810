/// One translation that a search found.
public struct Hypothesis: Sendable, Hashable {
  /// The tokens without `</s>`.
  public var tokens: [Int32]

  /// What hypotheses are ranked by: the log-probability less the word penalty, normalised by length.
  public var score: Float

  /// The sum of the natural-log probabilities of all tokens and of `</s>`. Minus infinity where the scorer left no way
  /// to an end.
  public var logProbability: Float

  /// One log-probability a token, then that of `</s>`; empty unless asked for.
  public var tokenScores: [Float]

  /// The maximum length was reached and the end forced, where the scorer would have gone on.
  public var reachedMaximumLength: Bool
}
