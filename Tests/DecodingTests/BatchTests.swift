import Decoding
import Testing

@Suite("Batches of sentences")
struct BatchTests {
  private func options(sampling: Bool) -> SearchOptions {
    var options = SearchOptions()
    options.nBest = 2
    options.returnTokenScores = true
    if sampling { options.sampling = SamplingOptions() }
    return options
  }

  @Test("A sentence's result does not depend on its neighbours or their order", arguments: [false, true])
  func independence(sampling: Bool) throws {
    let options = options(sampling: sampling)
    func input(_ sentence: UInt64) -> SearchInput {
      SearchInput(
        sourceLength: Int(sentence % 5), forcedPrefix: sentence % 3 == 0 ? [2, 3] : [], seed: sentence &* 77)
    }
    let sentences: [UInt64] = Array(0..<25)
    let alone = try sentences.map {
      try decode([$0], vocabularySize: 30, inputs: [input($0)], options: options)[0]
    }
    let together = try decode(sentences, vocabularySize: 30, inputs: sentences.map(input), options: options)
    #expect(alone == together)
    let turned = Array(sentences.reversed())
    let backwards = try decode(turned, vocabularySize: 30, inputs: turned.map(input), options: options)
    #expect(alone == backwards.reversed())
  }

  @Test("Finished hypotheses and sentences leave the batch")
  func leavingTheBatch() throws {
    var scorer = TableScorer(vocabularySize: 5, sentences: [0, 1]) { history, scores in
      // No hypothesis ends before two tokens, and every one right after.
      if history.count >= 2 { for index in scores.indices { scores[index] = -90 } }
      scores[0] = history.count < 2 ? -90 : -0.001
    }
    var options = SearchOptions()
    options.beamSize = 3
    let inputs = [SearchInput(sourceLength: 1), SearchInput(sourceLength: 1)]
    _ = try search(inputs, scorer: &scorer, options: options)
    #expect(scorer.rowsPerStep == [2, 6, 6])
  }

  @Test("No sentences, no steps")
  func empty() throws {
    var scorer = TableScorer(vocabularySize: 5, sentences: [])
    #expect(try search([], scorer: &scorer, options: SearchOptions()).isEmpty)
    #expect(scorer.rowsPerStep.isEmpty)
  }
}

@Suite("Bad scores and options")
struct HostileScorerTests {
  @Test("Scores that are not numbers are passed over", arguments: [Float.nan, -.infinity, .infinity])
  func notNumbers(value: Float) throws {
    // Token 3 is never a number, and the others are as they were: the search is one without token 3.
    let sentences: [UInt64] = Array(0..<10)
    var options = SearchOptions()
    options.nBest = 3
    let broken = try decode(sentences, options: options) { $1[3] = value }
    options.forbiddenTokens = [3]
    #expect(try decode(sentences, options: options) == broken)
  }

  @Test("Where nothing is possible there is a hypothesis all the same", arguments: [false, true])
  func nothingPossible(sampling: Bool) throws {
    var options = SearchOptions()
    if sampling { options.sampling = SamplingOptions() }
    let atOnce = try decode([1], options: options) { _, scores in
      for index in scores.indices { scores[index] = .nan }
    }
    #expect(atOnce.map { $0.map(\.tokens) } == [[[]]])
    #expect(atOnce[0][0].score == -.infinity)
    let later = try decode([1], options: options) { history, scores in
      scores[0] = -.infinity
      if history.count == 3 { for index in scores.indices { scores[index] = -.infinity } }
    }
    #expect(later[0].map(\.tokens.count) == [3])
  }

  @Test("A forced token that the scorer holds impossible is followed")
  func impossiblePrefix() throws {
    let inputs = [SearchInput(sourceLength: 0, forcedPrefix: [2, 2])]
    let result = try decode([1], inputs: inputs, options: SearchOptions()) { $1[2] = -.infinity }
    #expect(result[0][0].tokens.starts(with: [2, 2]))
    #expect(result[0][0].score.isFinite)
  }

  @Test("Options without sense are errors")
  func options() {
    func check(_ change: (inout SearchOptions) -> Void) {
      var options = SearchOptions()
      change(&options)
      #expect(throws: SearchError.self) { try decode([1], options: options) }
    }
    check { $0.beamSize = 0 }
    check { $0.nBest = -1 }
    check { $0.lengthNormalization = .nan }
    check { $0.wordPenalty = .infinity }
    check { $0.maximumLengthFactor = -1 }
    check { $0.maximumLengthAllowance = .max }
    check { $0.noRepeatNgramSize = -1 }
    check { $0.endOfSentence = 4 }
    check {
      $0.sampling = SamplingOptions()
      $0.sampling?.topP = 0
    }
    check {
      $0.sampling = SamplingOptions()
      $0.sampling?.temperature = .nan
    }
  }

  @Test("Prefixes outside the vocabulary are errors that name the sentence", arguments: [-1, 0, 4, .max] as [Int32])
  func badPrefix(token: Int32) {
    let inputs = [SearchInput(sourceLength: 1), SearchInput(sourceLength: 1, forcedPrefix: [1, token])]
    #expect(throws: SearchError.prefixToken(token: token, sentence: 1, vocabularySize: 4)) {
      try decode([1, 2], inputs: inputs, options: SearchOptions())
    }
  }
}
