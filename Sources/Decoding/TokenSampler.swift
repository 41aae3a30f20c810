import Basics
import Glibc

/// Draws a token from a distribution after temperature, top-k and top-p.
struct TokenSampler: Sendable {
  let options: SamplingOptions

  init(_ options: SamplingOptions) {
    self.options = options
  }

  /// A token of `row`, a row of log-probabilities; nil where none is possible.
  func draw(_ row: UnsafeBufferPointer<Float>, using generator: inout SplitMix64) -> Int32? {
    let tokens = choices(in: row)
    guard let first = tokens.first else { return nil }
    guard options.temperature > 0 else { return first }
    let best = tokens.reduce(-Float.infinity) { max($0, row[Int($1)]) }
    var weights = tokens.map { exp(Double(row[Int($0)] - best) / Double(options.temperature)) }
    if options.topP < 1 { weights.removeLast(weights.count - nucleusCount(weights)) }
    return tokens[pick(weights, using: &generator)]
  }

  /// The possible tokens: the best first where that matters, as many as top-k leaves.
  private func choices(in row: UnsafeBufferPointer<Float>) -> [Int32] {
    let count = options.temperature > 0 ? options.topK : 1
    if count > 0 {
      var top = TopCandidates()
      top.reset(capacity: min(count, row.count))
      top.scan(row, row: 0, base: 0)
      return top.candidates.map(\.token)
    }
    let possible = row.indices.lazy.filter { row[$0].isFinite }.map { Int32($0) }
    return options.topP < 1 ? possible.sorted { (-row[Int($0)], $0) < (-row[Int($1)], $1) } : Array(possible)
  }

  /// How many of `weights`, the largest first, reach `topP` of their sum.
  private func nucleusCount(_ weights: [Double]) -> Int {
    let enough = weights.reduce(0, +) * Double(options.topP)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum >= enough { return index + 1 }
    }
    return weights.count
  }

  private func pick(_ weights: [Double], using generator: inout SplitMix64) -> Int {
    var rest = generator.nextUnit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    // Rounding may leave a trace.
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
