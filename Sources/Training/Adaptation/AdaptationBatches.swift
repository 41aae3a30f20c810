import Basics

/// An endless stream of batches: corrections in a new order each time round, general text drawn beside them.
struct AdaptationBatches {
  /// Batches that a time round takes.
  let count: Int
  private let corrections: [TokenPair]
  private let replay: [TokenPair]
  /// Target tokens of a batch from each.
  private let correctionTokens: Int
  private let replayTokens: Int
  private var order: [Int] = []
  private var generator: SplitMix64

  init(_ text: AdaptationText, _ options: AdaptationOptions) {
    corrections = text.training
    replay = text.replay
    replayTokens = replay.isEmpty ? 0 : Int(Double(options.batchTokens) * options.generalShare)
    correctionTokens = max(1, options.batchTokens - replayTokens)
    count = 1 + corrections.reduce(0) { $0 + $1.target.count } / correctionTokens
    generator = SplitMix64(seed: options.seed, 3)
  }

  mutating func next() -> [TokenPair] {
    var (batch, tokens): ([TokenPair], Int) = ([], 0)
    while tokens < correctionTokens, batch.count < corrections.count {
      if order.isEmpty { order = Array(corrections.indices).shuffled(using: &generator) }
      guard let index = order.popLast() else { break }
      batch.append(corrections[index])
      tokens += corrections[index].target.count
    }
    // As many of the others as there are corrections, where these do not fill their part.
    let wanted = min(replayTokens, tokens * replayTokens / correctionTokens)
    tokens = 0
    while tokens < wanted, let pair = replay.randomElement(using: &generator) {
      batch.append(pair)
      tokens += pair.target.count
    }
    return batch
  }
}
