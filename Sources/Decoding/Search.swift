/// Decodes a batch of sentences: a beam search, or draws where the options ask for sampling.
///
/// The sentences go forward together, one token a step, and the scorer sees only rows that still live: a finished
/// hypothesis leaves the batch, and so does a sentence whose search is over. What a sentence yields does not depend on
/// its neighbours as long as the scorer's rows do not.
///
/// - Returns: for each sentence its hypotheses, best first: at least one, at most ``SearchOptions/nBest``. Sampling
///   returns exactly so many, and the same one may be drawn twice.
/// - Throws: ``SearchError``, also where ``SearchCancellation/current`` ends it.
public func search(
  _ sentences: [SearchInput], scorer: inout some NextTokenScorer, options: SearchOptions
) throws -> [[Hypothesis]] {
  let context = try SearchContext(sentences, vocabularySize: scorer.vocabularySize, options: options)
  if let sampling = options.sampling {
    let sampler = TokenSampler(sampling)
    return try run(sentences.map { SampleState($0, sampler: sampler, context: context) }, &scorer)
  }
  return try run(sentences.map { BeamState($0, context: context) }, &scorer)
}

/// What the searches of all sentences of a batch share.
struct SearchContext: Sendable {
  let options: SearchOptions
  let constraints: TokenConstraints
  /// For each token whether it is forbidden always.
  let isForbidden: [Bool]
  let lengthPenalty: LengthPenalty

  init(_ sentences: [SearchInput], vocabularySize: Int, options: SearchOptions) throws {
    try options.validate()
    func isToken(_ token: Int32) -> Bool { token >= 0 && Int(token) < vocabularySize }
    let end = options.endOfSentence
    guard isToken(end) else { throw SearchError.endOfSentence(token: end, vocabularySize: vocabularySize) }
    for (index, sentence) in sentences.enumerated() {
      if let token = sentence.forcedPrefix.first(where: { !isToken($0) || $0 == end }) {
        throw SearchError.prefixToken(token: token, sentence: index, vocabularySize: vocabularySize)
      }
      let required = sentence.required?.items.map(\.token) ?? []
      if let token = (required + sentence.forbiddenTokens).first(where: { !isToken($0) || $0 == end }) {
        throw SearchError.constrainedToken(token: token, sentence: index, vocabularySize: vocabularySize)
      }
    }
    self.options = options
    constraints = TokenConstraints(options, vocabularySize: vocabularySize)
    var isForbidden = [Bool](repeating: false, count: vocabularySize)
    for token in constraints.forbidden { isForbidden[Int(token)] = true }
    self.isForbidden = isForbidden
    let longest = sentences.map { options.maximumLength(for: $0) }.max() ?? 0
    lengthPenalty = LengthPenalty(options, maximumLength: longest)
  }
}

/// The search for one sentence of a batch.
protocol SentenceSearch {
  /// Rows that the sentence has in the next step; none when its search is over.
  var rowCount: Int { get }

  /// Reads the scores of its rows and appends to `next` the rows with which it goes on.
  mutating func advance(_ scores: ArraySlice<ScoreRow>, firstRow: Int, next: inout StepInput)

  /// What was found, best first.
  func hypotheses() -> [Hypothesis]
}

/// The input of one step: which row each row continues, and with which token.
struct StepInput {
  var parents: [Int32] = []
  var tokens: [Int32] = []

  mutating func append(parent: Int, token: Int32) {
    parents.append(Int32(parent))
    tokens.append(token)
  }

  mutating func removeAll() {
    parents.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
  }
}

private func run<Scorer: NextTokenScorer>(
  _ sentences: [some SentenceSearch], _ scorer: inout Scorer
) throws -> [[Hypothesis]] {
  var searches = sentences
  var step = StepInput()
  var next = StepInput()
  for (index, search) in searches.enumerated() {
    for _ in 0..<search.rowCount { step.append(parent: index, token: Scorer.beginning) }
  }
  let cancellation = SearchCancellation.current
  while !step.parents.isEmpty {
    if cancellation?.isCancelled == true { throw SearchError.cancelled }
    let scores = scorer.scores(parents: step.parents, tokens: step.tokens)
    guard scores.count == step.parents.count else {
      throw SearchError.scoreCount(expected: step.parents.count, found: scores.count)
    }
    next.removeAll()
    advance(&searches, scores, next: &next)
    swap(&step, &next)
  }
  return searches.map { $0.hypotheses() }
}

/// Hands every sentence the scores of its rows.
private func advance(_ searches: inout [some SentenceSearch], _ scores: [ScoreRow], next: inout StepInput) {
  var firstRow = 0
  for index in searches.indices {
    let count = searches[index].rowCount
    guard count > 0 else { continue }
    searches[index].advance(scores[firstRow..<(firstRow + count)], firstRow: firstRow, next: &next)
    firstRow += count
  }
}
