import Decoding
import Glibc
import Testing

/// A beam search that is pruned at a threshold, written down as one would explain it: whole sequences, full sorts.
private struct PlainPrunedBeam {
  let scorer: TableScorer
  let width: Int
  let threshold: Double
  let maximumLength: Int

  struct Sequence {
    var tokens: [Int32]
    var logProbability: Double
    var mean: Double { logProbability / Double(tokens.count + 1) }
  }

  /// The best sequence by mean log-probability, `</s>` (0) counted.
  func best(sentence: UInt64) -> Sequence? {
    var (live, finished): ([Sequence], [Sequence]) = ([Sequence(tokens: [], logProbability: 0)], [])
    for length in 0...maximumLength where !live.isEmpty {
      var next: [(sequence: Sequence, ends: Bool)] = []
      for sequence in live {
        let scores = scorer.distribution(sentence: sentence, after: sequence.tokens)
        for token in 0..<Int32(scores.count) where token == 0 || length < maximumLength {
          let total = sequence.logProbability + Double(scores[Int(token)])
          next.append(
            (Sequence(tokens: sequence.tokens + (token == 0 ? [] : [token]), logProbability: total), token == 0))
        }
      }
      next.sort { $0.sequence.logProbability > $1.sequence.logProbability }
      // Of the finished the best counts as if it had gone on at its mean.
      let ended = finished.map(\.mean).max().map { $0 * Double(length + 1) } ?? -.infinity
      let least = max(next[0].sequence.logProbability, ended) - threshold
      let kept = next.prefix(width - finished.count).filter { $0.sequence.logProbability >= least }
      finished += kept.filter(\.ends).map(\.sequence)
      live = finished.count < width ? kept.filter { !$0.ends }.map(\.sequence) : []
    }
    return finished.max { $0.mean < $1.mean }
  }
}

@Suite("Pruning")
struct PruningTests {
  private static func options(_ width: Int, _ threshold: Float, length: Int = 6) -> SearchOptions {
    var options = SearchOptions()
    options.beamSize = width
    options.pruningThreshold = threshold
    options.maximumLengthAllowance = length
    return options
  }

  @Test("It finds what a plain search with the same threshold finds", arguments: [2, 3, 5, 8])
  func plain(width: Int) throws {
    let sentences: [UInt64] = Array(0..<40)
    for threshold: Float in [0.1, 0.5, 1, 2, 4] {
      let results = try decode(sentences, vocabularySize: 6, options: Self.options(width, threshold))
      let oracle = PlainPrunedBeam(
        scorer: TableScorer(vocabularySize: 6, sentences: sentences), width: width, threshold: Double(threshold),
        maximumLength: 6)
      for (sentence, found) in zip(sentences, results) {
        let expected = try #require(oracle.best(sentence: sentence))
        #expect(found[0].tokens == expected.tokens, "sentence \(sentence), threshold \(threshold)")
        #expect(abs(Double(found[0].score) - expected.mean) < 1e-5)
      }
    }
  }

  @Test("At 0 it is greedy search, at a great height the whole beam")
  func ends() throws {
    let sentences: [UInt64] = Array(0..<60)
    let greedy = try decode(sentences, vocabularySize: 7, options: Self.options(1, .infinity))
    #expect(
      try decode(sentences, vocabularySize: 7, options: Self.options(6, 0)).map(\.[0].tokens)
        == greedy.map(\.[0].tokens))
    let whole = try decode(sentences, vocabularySize: 7, options: Self.options(6, .infinity))
    #expect(try decode(sentences, vocabularySize: 7, options: Self.options(6, 1000)) == whole)
  }

  @Test("Lists of the best are whole, and negative thresholds refused")
  func lists() throws {
    var listing = Self.options(6, 0.2)
    listing.nBest = 4
    var whole = listing
    whole.pruningThreshold = .infinity
    #expect(
      try decode([1, 2, 3], vocabularySize: 7, options: listing)
        == decode([1, 2, 3], vocabularySize: 7, options: whole))
    for threshold: Float in [-1, .nan] {
      #expect(throws: SearchError.self) { try decode([1], options: Self.options(4, threshold)) }
    }
  }
}
