/// Several parallel texts as one, each with a weight: how often an epoch goes through it.
public struct TextMixture: Sendable {
  private let texts: [ParallelText]
  /// Entries of each text in an epoch.
  private let shares: [Int]
  /// Number of the first pair of each text.
  private let starts: [Int]

  /// - Parameter weights: one for each text, or none where every pair counts once.
  public init(_ texts: [ParallelText], weights: [Double] = []) {
    self.texts = texts
    shares = texts.enumerated().map { index, text in
      weights.isEmpty ? text.count : Int((weights[index] * Double(text.count)).rounded())
    }
    starts = texts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
  }

  public init(_ text: ParallelText) { self.init([text]) }

  /// Entries of an epoch.
  public var count: Int { shares.reduce(0, +) }

  /// Whether `word` stands anywhere in the sources, as it is written.
  public func contains(_ word: StaticString) -> Bool { texts.contains { $0.contains(word) } }

  /// The numbers of the pairs of an epoch in random order: every pair of a text as often as the whole part of the weight
  /// says, and as many different ones, drawn anew each time, as its fraction says.
  public func shuffledOrder(using generator: inout some RandomNumberGenerator) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(count)
    for (index, text) in texts.enumerated() where text.count > 0 {
      let pairs = Int32(starts[index])..<Int32(starts[index] + text.count)
      for _ in 0..<shares[index] / text.count { order += pairs }
      let rest = shares[index] % text.count
      if rest > 0 { order += pairs.shuffled(using: &generator).prefix(rest) }
    }
    order.shuffle(using: &generator)
    return order
  }

  /// The pair with number `index`, counted through all texts.
  public subscript(index: Int) -> (source: String, target: String) {
    var text = 0
    while index >= starts[text + 1] { text += 1 }
    return texts[text][index - starts[text]]
  }
}
