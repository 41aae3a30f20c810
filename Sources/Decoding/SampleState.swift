import Basics

/// Draws hypotheses for one sentence, each with its own random numbers: the first is the same however many are drawn.
struct SampleState: SentenceSearch {
  /// A hypothesis that has not ended.
  private struct Live {
    var end: Int32
    var logProbability: Double
    var generator: SplitMix64
  }

  private let context: SearchContext
  private let sampler: TokenSampler
  private let input: SearchInput
  private let maximumLength: Int

  private var history = History()
  private var live: [Live]
  private var finished: FinishedHypotheses
  /// Tokens of every live hypothesis.
  private var length = 0
  private var tokens: [Int32] = []

  init(_ input: SearchInput, sampler: TokenSampler, context: SearchContext) {
    self.context = context
    self.sampler = sampler
    self.input = input
    maximumLength = context.options.maximumLength(for: input)
    finished = FinishedHypotheses(capacity: context.options.nBest)
    var seeds = SplitMix64(seed: input.seed)
    live = (0..<context.options.nBest).map { _ in
      Live(end: History.root, logProbability: 0, generator: SplitMix64(seed: seeds.next()))
    }
  }

  var rowCount: Int { live.count }

  func hypotheses() -> [Hypothesis] { finished.hypotheses }

  mutating func advance(_ scores: ArraySlice<ScoreRow>, firstRow: Int, next: inout StepInput) {
    var going: [Live] = []
    for (row, hypothesis) in live.enumerated() {
      var rowScores: [Float] = []
      scores[scores.startIndex + row].expand(into: &rowScores, vocabularySize: context.isForbidden.count)
      guard let continued = rowScores.withUnsafeMutableBufferPointer({ step(hypothesis, $0) }) else { continue }
      next.append(parent: firstRow + row, token: history.token(at: continued.end))
      going.append(continued)
    }
    live = going
    length += 1
  }

  /// Draws the next token of a hypothesis; nil when it has ended.
  private mutating func step(_ hypothesis: Live, _ row: UnsafeMutableBufferPointer<Float>) -> Live? {
    if context.constraints.needsTokens(for: input) { history.tokens(to: hypothesis.end, into: &tokens) }
    let isCut = context.constraints.constrain(
      row, length: length, maximumLength: maximumLength, input: input, tokens: tokens)
    var result = hypothesis
    guard let token = sampler.draw(UnsafeBufferPointer(row), using: &result.generator) else {
      finish(hypothesis, endScore: -.infinity, isCut: false)
      return nil
    }
    let score = row[Int(token)]
    if token == context.options.endOfSentence {
      finish(hypothesis, endScore: score, isCut: isCut)
      return nil
    }
    result.end = history.append(token: token, logProbability: score, to: hypothesis.end)
    result.logProbability += Double(score)
    return result
  }

  private mutating func finish(_ hypothesis: Live, endScore: Float, isCut: Bool) {
    let logProbability = hypothesis.logProbability + Double(endScore)
    let score = context.lengthPenalty.score(logProbability: logProbability, length: length + 1)
    finished.insert(score: score) {
      history.hypothesis(
        endingAt: hypothesis.end, score: score, logProbability: logProbability, endScore: endScore, isCut: isCut,
        withTokenScores: context.options.returnTokenScores)
    }
  }
}
