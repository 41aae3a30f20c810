/// Scores the next token of every live hypothesis: all that a search needs to know of a model.
///
/// A scorer decodes one batch of sentences. It keeps one row of state per live hypothesis; which rows live, and which
/// row of the preceding step each continues, is the search's choice at every step. What a row yields must depend on
/// its own sentence and history only, never on the other rows.
public protocol NextTokenScorer {
  /// Number of tokens, and so of scores a row.
  var vocabularySize: Int { get }

  /// Takes one decoding step and returns natural-log probabilities, `[parents.count, vocabularySize]`, row-major, valid
  /// until the next call.
  ///
  /// - Parameters:
  ///   - parents: row `r` of this step continues row `parents[r]` of the preceding one; at the first step,
  ///     `parents[r]` is the index of the sentence in the batch. A row may be continued many times or not at all.
  ///   - tokens: the token appended to row `r`; at the first step every entry is ``beginning``.
  mutating func logProbabilities(parents: [Int32], tokens: [Int32]) -> UnsafeMutableBufferPointer<Float>

  /// The same as a row for each of `parents`: what a search calls. Made of ``logProbabilities(parents:tokens:)`` where
  /// a scorer does not know better.
  mutating func scores(parents: [Int32], tokens: [Int32]) -> [ScoreRow]
}

extension NextTokenScorer {
  public mutating func scores(parents: [Int32], tokens: [Int32]) -> [ScoreRow] {
    let scores = UnsafeBufferPointer(logProbabilities(parents: parents, tokens: tokens))
    return (0..<scores.count / vocabularySize).map { row in
      ScoreRow(values: UnsafeBufferPointer(rebasing: scores[(row * vocabularySize)..<((row + 1) * vocabularySize)]))
    }
  }
}

extension NextTokenScorer {
  /// Stands for "nothing yet": the first decoder input, which the model represents by a zero vector.
  public static var beginning: Int32 { -1 }
}
