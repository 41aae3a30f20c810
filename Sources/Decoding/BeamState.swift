/// The beam search for one sentence.
///
/// Every step the best continuations of all live hypotheses are taken, as many as the beam is wide less the hypotheses
/// already finished. Those that end with `</s>` are finished and keep their place in the beam, as in Marian; the rest
/// live on. The search ends when
///
/// - all places are taken by finished hypotheses, or
/// - no live hypothesis can beat the worst of the finished ones that will be returned, even if all its further tokens
///   were certain, at whatever length up to the maximum its score would be best (``LengthPenalty/bestAttainable``), or
/// - at the maximum length, where `</s>` is the only choice left.
///
/// A beam of one is greedy search; a beam that is wider than there are sequences finds the best of them all.
struct BeamState: SentenceSearch {
  /// A hypothesis that may still be continued.
  private struct Live {
    var end: Int32
    var logProbability: Double
  }

  private let context: SearchContext
  private let input: SearchInput
  private let maximumLength: Int
  /// For each token whether it is forbidden in this sentence.
  private let isForbidden: [Bool]

  private var history = History()
  private var live = [Live(end: History.root, logProbability: 0)]
  private var finished: FinishedHypotheses
  /// Tokens of every live hypothesis.
  private var length = 0

  // Kept from step to step for their storage.
  private var top = TopCandidates()
  private var tokens: [Int32] = []
  private var parents: [Live] = []
  private var rows: [Int] = []
  private var isCut: [Bool] = []
  private var expanded: [Float] = []

  init(_ input: SearchInput, context: SearchContext) {
    self.context = context
    self.input = input
    maximumLength = context.options.maximumLength(for: input)
    finished = FinishedHypotheses(capacity: context.options.keptHypotheses)
    var isForbidden = context.isForbidden
    for token in input.forbiddenTokens { isForbidden[Int(token)] = true }
    self.isForbidden = isForbidden
  }

  var rowCount: Int { live.count }

  func hypotheses() -> [Hypothesis] { finished.hypotheses }

  mutating func advance(_ scores: ArraySlice<ScoreRow>, firstRow: Int, next: inout StepInput) {
    rank(scores)
    if top.candidates.isEmpty, finished.count == 0 { surrender() }
    swap(&parents, &live)
    live.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    let least = leastPromising()
    for candidate in top.candidates.prefix(while: { $0.logProbability >= least }) {
      let row = Int(candidate.row)
      if candidate.token == context.options.endOfSentence {
        finish(parents[row], candidate, isCut: isCut[row])
      } else {
        let end = history.append(
          token: candidate.token, logProbability: candidate.tokenScore, to: parents[row].end)
        live.append(Live(end: end, logProbability: candidate.logProbability))
        rows.append(row)
      }
    }
    length += 1
    dropHopeless()
    for (hypothesis, row) in zip(live, rows) {
      next.append(parent: firstRow + row, token: history.token(at: hypothesis.end))
    }
  }

  /// Finds the best continuations of all live hypotheses, and for each whether its end was forced too early.
  private mutating func rank(_ scores: ArraySlice<ScoreRow>) {
    isCut.removeAll(keepingCapacity: true)
    top.reset(capacity: context.options.effectiveBeamSize - finished.count)
    let isOpen = context.constraints.leaveOpen(length: length, maximumLength: maximumLength, input: input)
    for (row, hypothesis) in live.enumerated() {
      let rowScores = scores[scores.startIndex + row]
      if isOpen {
        isCut.append(false)
        top.scan(rowScores, skipping: isForbidden, row: row, base: hypothesis.logProbability)
      } else {
        rowScores.expand(into: &expanded, vocabularySize: isForbidden.count)
        isCut.append(constrain(after: hypothesis.end))
        expanded.withUnsafeBufferPointer { top.scan($0, row: row, base: hypothesis.logProbability) }
      }
    }
  }

  /// Rules out in `expanded` what may not follow. Returns whether the end was forced where something else was likelier.
  private mutating func constrain(after end: Int32) -> Bool {
    if context.constraints.needsTokens(for: input) { history.tokens(to: end, into: &tokens) }
    return expanded.withUnsafeMutableBufferPointer { row in
      context.constraints.constrain(row, length: length, maximumLength: maximumLength, input: input, tokens: tokens)
    }
  }

  private mutating func finish(_ parent: Live, _ candidate: Candidate, isCut: Bool) {
    let score = context.lengthPenalty.score(logProbability: candidate.logProbability, length: length + 1)
    finished.insert(score: score) {
      history.hypothesis(
        endingAt: parent.end, score: score, logProbability: candidate.logProbability,
        endScore: candidate.tokenScore, isCut: isCut, withTokenScores: context.options.returnTokenScores)
    }
  }

  /// The log-probability below which a continuation is not worth following. With several translations wanted, those that
  /// are less likely are wanted too.
  private func leastPromising() -> Double {
    guard let best = top.candidates.first, context.options.nBest == 1 else { return -.infinity }
    let ended = finished.hypotheses.first.map {
      context.lengthPenalty.logProbability(score: Double($0.score), length: length + 1)
    }
    return max(best.logProbability, ended ?? -.infinity) - Double(context.options.pruningThreshold)
  }

  /// Lets go of the hypotheses that cannot come among those returned. Live hypotheses are all of one length and sorted,
  /// so the hopeless ones are last.
  private mutating func dropHopeless() {
    if finished.count >= context.options.effectiveBeamSize { live.removeAll() }
    guard let toBeat = finished.worstKept else { return }
    while let last = live.last {
      let attainable = context.lengthPenalty.bestAttainable(
        logProbability: last.logProbability, length: length, maximumLength: maximumLength)
      guard attainable <= toBeat else { break }
      live.removeLast()
    }
  }

  /// Ends the search where the scorer leaves no way on: the best hypothesis so far is all there is.
  private mutating func surrender() {
    finished.insert(score: -.infinity) {
      history.hypothesis(
        endingAt: live[0].end, score: -.infinity, logProbability: -.infinity, endScore: -.infinity, isCut: false,
        withTokenScores: context.options.returnTokenScores)
    }
  }
}
