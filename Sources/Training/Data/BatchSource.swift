import Basics
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

/// How many pairs training cannot use.
public struct SkippedPairs: Codable, Equatable, Sendable {
  /// Pairs looked at.
  public var pairs = 0
  /// Pairs without text on one side or both.
  public var empty = 0
  /// Pairs with more tokens than allowed on one side or both.
  public var overlong = 0

  public init() {}
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
    /// Whether each pair is an example of both directions, a token in front of the source saying which.
    package var bothDirections = false
    package var seed: UInt64 = 1

    package init() {}
  }

  /// Where the next batch comes from; the end of a pass counts as the beginning of the next.
  package private(set) var position: DataPosition
  /// Pairs of the windows read so far, and how many of them were left out.
  package private(set) var skipped = SkippedPairs()
  private let text: TextMixture
  private let encoder: PairEncoder
  private let options: Options
  private var order: [Int32] = []
  private var batches: [[TokenPair]] = []
  private var isLoaded = false

  package init(
    _ text: TextMixture, model: SubwordModel, options: Options, hints: TrainingHints? = nil,
    position: DataPosition = DataPosition()
  ) throws {
    self.text = text
    holdsPlaceholders = text.contains("<ph")
    holdsPast = text.contains("<ph27>")
    encoder = try PairEncoder(model, options, hints: hints)
    self.options = options
    self.position = position
  }

  /// Whether there are placeholder tokens in the text.
  package let holdsPlaceholders: Bool
  /// Whether sources come with the translations of like sentences, behind ``ControlToken/memory``.
  package let holdsPast: Bool

  /// The pairs that were left out since the last call.
  package func takeSkipped() -> SkippedPairs {
    defer { skipped = SkippedPairs() }
    return skipped
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
    defer { moveOn() }
    return batches[position.batch]
  }

  private func moveOn() {
    position.batch += 1
    guard position.batch == batches.count, position.window + 1 >= windowCount else { return }
    advanceWindow()
    isLoaded = false
  }

  private func advanceWindow() {
    position.batch = 0
    position.window += 1
    if position.window >= windowCount {
      position.window = 0
      position.epoch += 1
      order = []
    }
  }

  private func load() {
    if order.isEmpty {
      var generator = SplitMix64(seed: options.seed, 1, position.epoch)
      order = text.shuffledOrder(using: &generator)
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
    pairs.reserveCapacity(lines.count)
    for line in lines {
      let (source, target) = text[Int(line)]
      for pair in encoder.examples(source, target, &generator) {
        skipped.pairs += 1
        if min(pair.source.count, pair.target.count) <= 1 {
          skipped.empty += 1
        } else if max(pair.source.count, pair.target.count) > options.maximumLength {
          skipped.overlong += 1
        } else {
          pairs.append(pair)
        }
      }
    }
    return pairs
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
