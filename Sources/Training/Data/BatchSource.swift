import Corpora
import Subwords

/// Where in its stream of batches a run stands. Together with the seed it determines all batches that follow.
package struct DataPosition: Codable, Equatable, Sendable {
  /// Passes over the data that are complete.
  package var epoch = 0
  /// Windows of the current pass that are used up.
  package var window = 0
  /// Batches of the current window that are used up.
  package var batch = 0
}

/// Turns parallel text into an endless, shuffled, resumable stream of batches.
///
/// Each pass visits the pairs in a new order, a window at a time: the pairs of a window are encoded, sorted by length,
/// cut into batches of about equal size in tokens, and the batches shuffled. Only one window is in memory.
package final class BatchSource {
  package struct Options: Codable, Equatable, Sendable {
    /// Target tokens a batch.
    package var batchTokens = 4096
    /// Pairs with more tokens than this on either side are left out.
    package var maximumLength = 128
    /// Pairs a window.
    package var windowPairs = 20_000
    /// Share of merges left out at random (Provilkov et al. 2020).
    package var bpeDropout = 0.0
    package var seed: UInt64 = 1

    package init() {}
  }

  package private(set) var position: DataPosition
  /// Pairs of the current pass that were empty or over-long.
  package private(set) var skippedPairs = 0
  private let text: ParallelText
  private let encoder: SubwordEncoder
  private let options: Options
  private var order: [Int32] = []
  private var batches: [[TokenPair]] = []
  private var isLoaded = false

  package init(
    _ text: ParallelText, model: SubwordModel, options: Options, position: DataPosition = DataPosition()
  ) throws {
    self.text = text
    encoder = try SubwordEncoder(model: model)
    self.options = options
    self.position = position
  }

  private var windowCount: Int { (text.count + options.windowPairs - 1) / options.windowPairs }

  /// The pairs of the next batch.
  ///
  /// - Throws: ``TrainingError/noUsablePairs`` if a whole pass yields nothing.
  package func next() throws(TrainingError) -> [TokenPair] {
    if !isLoaded { load() }
    var emptyWindows = 0
    while position.batch >= batches.count {
      emptyWindows = batches.isEmpty ? emptyWindows + 1 : 0
      guard emptyWindows <= windowCount else { throw .noUsablePairs(maximumLength: options.maximumLength) }
      advanceWindow()
      load()
    }
    defer { position.batch += 1 }
    return batches[position.batch]
  }

  private func advanceWindow() {
    position.batch = 0
    position.window += 1
    if position.window >= windowCount {
      position.window = 0
      position.epoch += 1
      order = []
      skippedPairs = 0
    }
  }

  private func load() {
    if order.isEmpty {
      var generator = SplitMix64(seed: options.seed, 1, position.epoch)
      order = (0..<Int32(text.count)).shuffled(using: &generator)
    }
    let start = position.window * options.windowPairs
    let range = start..<min(start + options.windowPairs, text.count)
    var generator = SplitMix64(seed: options.seed, 2, position.epoch, position.window)
    let pairs = encode(order[range], using: &generator)
    batches = Self.batches(of: pairs, tokens: options.batchTokens).shuffled(using: &generator)
    isLoaded = true
  }

  private func encode(_ lines: ArraySlice<Int32>, using generator: inout SplitMix64) -> [TokenPair] {
    var pairs: [TokenPair] = []
    for line in lines {
      let (source, target) = text[Int(line)]
      let pair = TokenPair(
        source: encode(source, &generator) + [Vocabulary.endOfSentence],
        target: encode(target, &generator) + [Vocabulary.endOfSentence])
      let longest = max(pair.source.count, pair.target.count)
      let shortest = min(pair.source.count, pair.target.count)
      if shortest > 1, longest <= options.maximumLength { pairs.append(pair) } else { skippedPairs += 1 }
    }
    return pairs
  }

  private func encode(_ text: String, _ generator: inout SplitMix64) -> [Int32] {
    options.bpeDropout > 0
      ? encoder.encode(text, dropout: options.bpeDropout, using: &generator) : encoder.encode(text)
  }

  /// Cuts pairs, sorted by length, into batches of at most `tokens` target tokens (and at least one pair).
  package static func batches(of pairs: [TokenPair], tokens: Int) -> [[TokenPair]] {
    let sorted = pairs.enumerated().sorted { a, b in
      (a.element.target.count, a.element.source.count, a.offset)
        < (b.element.target.count, b.element.source.count, b.offset)
    }
    var batches: [[TokenPair]] = []
    var current: [TokenPair] = []
    var count = 0
    for (_, pair) in sorted {
      if !current.isEmpty, count + pair.target.count > tokens {
        batches.append(current)
        (current, count) = ([], 0)
      }
      current.append(pair)
      count += pair.target.count
    }
    if !current.isEmpty { batches.append(current) }
    return batches
  }
}
