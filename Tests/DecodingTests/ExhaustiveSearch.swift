import Decoding
import Glibc

/// The oracle: walks through every sequence that the options allow, and nothing is clever about it.
struct ExhaustiveSearch {
  var scorer: TableScorer
  var options: SearchOptions
  var maximumLength: Int
  var prefix: [Int32] = []

  struct Found {
    var tokens: [Int32]
    var score: Double
  }

  /// All sequences for `sentence`, best first.
  func sequences(sentence: UInt64) -> [Found] {
    var found: [Found] = []
    extend([], logProbability: 0, sentence: sentence, into: &found)
    return found.sorted { $0.score > $1.score }
  }

  private func extend(_ tokens: [Int32], logProbability: Double, sentence: UInt64, into found: inout [Found]) {
    let distribution = scorer.distribution(sentence: sentence, after: tokens)
    for token in Int32(0)..<Int32(scorer.vocabularySize) where isAllowed(token, after: tokens) {
      let total = logProbability + Double(distribution[Int(token)])
      guard total.isFinite else { continue }
      if token == options.endOfSentence {
        found.append(Found(tokens: tokens, score: score(total, length: tokens.count + 1)))
      } else {
        extend(tokens + [token], logProbability: total, sentence: sentence, into: &found)
      }
    }
  }

  private func isAllowed(_ token: Int32, after tokens: [Int32]) -> Bool {
    if tokens.count < prefix.count { return token == prefix[tokens.count] }
    if token == options.endOfSentence { return true }
    return tokens.count < maximumLength && !options.forbiddenTokens.contains(token)
      && !repeats(tokens + [token])
  }

  private func repeats(_ tokens: [Int32]) -> Bool {
    let size = options.noRepeatNgramSize
    guard size > 0, tokens.count > size else { return false }
    return (0..<(tokens.count - size)).contains { Array(tokens[$0..<($0 + size)]) == Array(tokens.suffix(size)) }
  }

  private func score(_ logProbability: Double, length: Int) -> Double {
    (logProbability - Double(options.wordPenalty) * Double(length))
      / pow(Double(length), Double(options.lengthNormalization))
  }
}
