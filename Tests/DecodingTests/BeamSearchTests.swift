import Decoding
import Testing

/// The maximum length of all searches here, given as the allowance over an empty source.
private let maximumLength = 5

private func wideBeam(_ change: (inout SearchOptions) -> Void = { _ in }) -> SearchOptions {
  var options = SearchOptions()
  options.beamSize = 2000
  options.maximumLengthAllowance = maximumLength
  options.nBest = 5
  change(&options)
  return options
}

@Suite("Beam search")
struct BeamSearchTests {
  @Test(
    "A beam wider than there are sequences finds the best of them",
    arguments: [
      wideBeam(),
      wideBeam { $0.lengthNormalization = 0 },
      wideBeam { $0.lengthNormalization = 0.6 },
      wideBeam { $0.lengthNormalization = 2 },
      wideBeam { $0.wordPenalty = 0.7 },
      wideBeam {
        $0.wordPenalty = 0.7
        $0.lengthNormalization = 0.5
      },
      wideBeam { $0.wordPenalty = -1 },
      wideBeam { $0.noRepeatNgramSize = 1 },
      wideBeam { $0.noRepeatNgramSize = 2 },
      wideBeam { $0.forbiddenTokens = [1] },
      wideBeam { $0.nBest = 40 },
      wideBeam { $0.nBest = 1 },
      wideBeam { $0.maximumLengthAllowance = 0 },
      wideBeam { $0.endOfSentence = 2 },
    ])
  func findsTheBest(options: SearchOptions) throws {
    let sentences: [UInt64] = Array(0..<12)
    let results = try decode(sentences, options: options)
    for (sentence, hypotheses) in zip(sentences, results) {
      let oracle = ExhaustiveSearch(
        scorer: TableScorer(vocabularySize: 4, sentences: sentences), options: options,
        maximumLength: options.maximumLengthAllowance)
      let expected = oracle.sequences(sentence: sentence).prefix(options.nBest)
      #expect(hypotheses.map(\.tokens) == expected.map(\.tokens))
      for (hypothesis, other) in zip(hypotheses, expected) {
        #expect(abs(Double(hypothesis.score) - other.score) < 1e-5)
      }
    }
  }

  @Test("A forced prefix begins every hypothesis, and the best of those is found")
  func forcedPrefix() throws {
    let options = wideBeam { $0.forbiddenTokens = [3] }
    for prefix: [Int32] in [[1], [3, 3], [2, 1, 2], [1, 1, 1, 1, 1]] {
      let inputs = [SearchInput(sourceLength: 0, forcedPrefix: prefix)]
      let hypotheses = try decode([7], inputs: inputs, options: options)[0]
      let oracle = ExhaustiveSearch(
        scorer: TableScorer(vocabularySize: 4, sentences: [7]), options: options, maximumLength: maximumLength,
        prefix: prefix)
      #expect(hypotheses.map(\.tokens) == oracle.sequences(sentence: 7).prefix(5).map(\.tokens))
      #expect(hypotheses.allSatisfy { $0.tokens.starts(with: prefix) })
    }
  }

  @Test("A beam of one is greedy search")
  func greedy() throws {
    var options = SearchOptions()
    options.beamSize = 1
    options.maximumLengthAllowance = 30
    let sentences: [UInt64] = Array(100..<160)
    let results = try decode(sentences, vocabularySize: 37, options: options)
    let scorer = TableScorer(vocabularySize: 37, sentences: sentences)
    for (sentence, hypotheses) in zip(sentences, results) {
      var tokens: [Int32] = []
      while tokens.count < 30 {
        let scores = scorer.distribution(sentence: sentence, after: tokens)
        let best = scores.firstIndex(of: scores.max() ?? 0) ?? 0
        if best == 0 { break }
        tokens.append(Int32(best))
      }
      #expect(hypotheses.map(\.tokens) == [tokens])
    }
  }

  @Test("Wider beams find hypotheses at least as good on the whole, and never one beyond the best there is")
  func widerIsBetter() throws {
    let sentences: [UInt64] = Array(0..<40)
    func mean(_ beamSize: Int) throws -> Float {
      let results = try decode(
        sentences,
        options: wideBeam {
          $0.beamSize = beamSize
          $0.nBest = 1
        })
      return results.reduce(0) { $0 + $1[0].score } / 40
    }
    let (one, four, all) = (try mean(1), try mean(4), try mean(2000))
    #expect(one < four)
    #expect(four <= all)
  }

  @Test("n-best lists are sorted, without doubles, and as long as asked", arguments: [1, 3, 8])
  func nBest(count: Int) throws {
    var options = SearchOptions()
    options.nBest = count
    for hypotheses in try decode(Array(0..<30), vocabularySize: 50, options: options) {
      #expect(hypotheses.count == count)
      #expect(Set(hypotheses.map(\.tokens)).count == count)
      #expect(zip(hypotheses, hypotheses.dropFirst()).allSatisfy { $0.score >= $1.score })
    }
  }

  @Test("Token scores are the scorer's, and add up")
  func tokenScores() throws {
    let options = wideBeam { $0.returnTokenScores = true }
    let scorer = TableScorer(vocabularySize: 4, sentences: [3])
    for hypothesis in try decode([3], options: options)[0] {
      let expected = (0...hypothesis.tokens.count).map { count -> Float in
        let token = count < hypothesis.tokens.count ? Int(hypothesis.tokens[count]) : 0
        return scorer.distribution(sentence: 3, after: Array(hypothesis.tokens.prefix(count)))[token]
      }
      #expect(hypothesis.tokenScores == expected)
      #expect(abs(expected.reduce(0, +) - hypothesis.logProbability) < 1e-4)
    }
  }

  @Test("The maximum length is kept, and the cut is told")
  func maximumLengthIsKept() throws {
    var options = SearchOptions()
    options.maximumLengthFactor = 2
    options.maximumLengthAllowance = 1
    let inputs = [0, 1, 3].map { SearchInput(sourceLength: $0) }
    // `</s>` is so unlikely that only force brings it about.
    let results = try decode([1, 2, 3], inputs: inputs, options: options) { _, scores in scores[0] = -50 }
    #expect(results.map { $0[0].tokens.count } == [1, 3, 7])
    #expect(results.allSatisfy { $0[0].reachedMaximumLength })
    // Where it is the likeliest anyway, nothing is cut.
    let natural = try decode([1, 2, 3], inputs: inputs, options: options) { history, scores in
      scores[0] = history.count == 1 ? 0 : -50
    }
    #expect(natural.map { $0[0].tokens.count } == [1, 1, 1])
    #expect(natural.allSatisfy { !$0[0].reachedMaximumLength })
  }

  @Test("No n-gram occurs twice where that is forbidden", arguments: [1, 2, 3])
  func noRepeat(size: Int) throws {
    var options = SearchOptions()
    options.noRepeatNgramSize = size
    options.maximumLengthAllowance = 40
    var repeated = 0
    for size in [size, 0] {
      options.noRepeatNgramSize = size
      for hypotheses in try decode(Array(0..<20), vocabularySize: 6, options: options, adjust: { $1[0] -= 3 }) {
        let tokens = hypotheses[0].tokens
        let width = max(options.noRepeatNgramSize, 1)
        let ngrams = tokens.indices.dropLast(width - 1).map { Array(tokens[$0..<($0 + width)]) }
        if size > 0 { #expect(Set(ngrams).count == ngrams.count) } else { repeated += ngrams.count - Set(ngrams).count }
      }
    }
    #expect(repeated > 0, "the same search without the rule repeats itself")
  }
}
