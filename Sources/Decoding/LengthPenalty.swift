import Glibc

/// Makes log-probabilities of sequences of different lengths comparable: `(log p - penalty * n) / n^alpha`, where `n`
/// counts the tokens and `</s>`.
struct LengthPenalty: Sendable {
  private let wordPenalty: Double
  /// `n^-alpha` for each `n`; 1 for the empty sequence.
  private let factors: [Double]

  init(_ options: SearchOptions, maximumLength: Int) {
    wordPenalty = Double(options.wordPenalty)
    let alpha = Double(options.lengthNormalization)
    factors = (0...maximumLength + 1).map { $0 == 0 || alpha == 0 ? 1 : pow(Double($0), -alpha) }
  }

  /// The score of a finished sequence of `length` tokens, `</s>` included.
  func score(logProbability: Double, length: Int) -> Double {
    (logProbability - wordPenalty * Double(length)) * factors[length]
  }

  /// The log-probability with which a sequence of `length` tokens has that score.
  func logProbability(score: Double, length: Int) -> Double {
    score / factors[length] + wordPenalty * Double(length)
  }

  /// The best score that a hypothesis of `length` tokens can still reach if every further token were certain and it
  /// ended with at most `maximumLength` tokens. Longer may be better or worse, so every length is tried.
  func bestAttainable(logProbability: Double, length: Int, maximumLength: Int) -> Double {
    factors.withUnsafeBufferPointer { factors in
      var best = -Double.infinity
      for final in (length + 1)...(max(length, maximumLength) + 1) {
        best = max(best, (logProbability - wordPenalty * Double(final)) * factors[final])
      }
      return best
    }
  }
}
