import Glibc
import Text

/// Finds which blocks of two documents translate each other.
///
/// Where all blocks are of the same kinds in the same order, block N translates block N. Otherwise the cheapest path of
/// 1-1, 1-0, 0-1, 2-1 and 1-2 steps is found by dynamic programming over lengths (Gale and Church, "A Program for
/// Aligning Sentences in Bilingual Corpora", 1993), to which kinds, identifiers and digits are added as evidence.
package struct BlockAligner {
  /// Pairs of blocks; only 1-1 steps are given, as the others are rarely worth having.
  package static func align(_ source: [TextBlock], _ target: [TextBlock]) -> [TextPair] {
    if source.count == target.count, zip(source, target).allSatisfy({ $0.kind == $1.kind }) {
      return zip(source, target).map { TextPair($0.text, $1.text) }
    }
    return BlockAligner(source, target).path().map { TextPair(source[$0].text, target[$1].text) }
  }

  private struct Features {
    let length: Double
    let kind: Int
    let identifier: Int
    let digits: UInt64
  }

  private let source: [Features]
  private let target: [Features]
  /// How far from the diagonal paths may go, in blocks: keeps long documents quadratic in this only.
  private let reach: Int

  private init(_ source: [TextBlock], _ target: [TextBlock]) {
    var names: [String: Int] = [:]
    func features(_ block: TextBlock) -> Features {
      for name in [block.kind, block.identifier.map { "#" + $0 }] {
        if let name, names[name] == nil { names[name] = names.count + 1 }
      }
      return Features(
        length: Double(block.text.unicodeScalars.count), kind: names[block.kind] ?? 0,
        identifier: block.identifier.flatMap { names["#" + $0] } ?? 0, digits: Self.digits(block.text))
    }
    self.source = source.map(features)
    self.target = target.map(features)
    reach = abs(source.count - target.count) + 60
  }

  /// All digits of a text, packed; 0 where there is none.
  private static func digits(_ text: String) -> UInt64 {
    text.utf8.reduce(0) { isDigit($1) ? ($0 &* 11 &+ UInt64($1) - 0x2F) : $0 }
  }

  private enum Step: UInt8, CaseIterable {
    case match, deletion, insertion, contraction, expansion

    var size: (source: Int, target: Int) {
      switch self {
      case .match: (1, 1)
      case .deletion: (1, 0)
      case .insertion: (0, 1)
      case .contraction: (2, 1)
      case .expansion: (1, 2)
      }
    }

    /// Minus 100 times the logarithm of the step's probability. Translators leave out or add a whole block more often
    /// than they join two, unlike with the sentences for which Gale and Church counted.
    var penalty: Double {
      switch self {
      case .match: 12
      case .deletion, .insertion: 300
      case .contraction, .expansion: 400
      }
    }
  }

  /// The 1-1 steps of the cheapest path.
  private func path() -> [(Int, Int)] {
    let width = 2 * reach + 1
    var cost = [Double](repeating: .infinity, count: (source.count + 1) * width)
    var steps = [UInt8](repeating: 255, count: cost.count)
    cost.withUnsafeMutableBufferPointer { cost in
      steps.withUnsafeMutableBufferPointer { steps in
        for row in 0...source.count { fill(row, cost, steps, width) }
      }
    }
    return trace(steps, width)
  }

  /// The column where row `row`'s band begins; it may be negative.
  private func bandStart(_ row: Int) -> Int { row - reach }

  private func fill(
    _ row: Int, _ cost: UnsafeMutableBufferPointer<Double>, _ steps: UnsafeMutableBufferPointer<UInt8>, _ width: Int
  ) {
    for column in max(0, bandStart(row))...max(0, min(target.count, row + reach)) where column - bandStart(row) < width
    {
      let place = row * width + column - bandStart(row)
      if row == 0, column == 0 { cost[place] = 0 }
      for step in Step.allCases {
        let (rows, columns) = step.size
        let from = (row: row - rows, column: column - columns)
        guard from.row >= 0, from.column >= 0 else { continue }
        let offset = from.column - bandStart(from.row)
        guard offset >= 0, offset < width else { continue }
        let total = cost[from.row * width + offset] + self.cost(step, from.row, from.column)
        if total < cost[place] {
          cost[place] = total
          steps[place] = step.rawValue
        }
      }
    }
  }

  private func trace(_ steps: [UInt8], _ width: Int) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var row = source.count
    var column = target.count
    while row > 0 || column > 0 {
      let offset = column - bandStart(row)
      guard offset >= 0, offset < width, let step = Step(rawValue: steps[row * width + offset]) else { return [] }
      row -= step.size.source
      column -= step.size.target
      if step == .match { pairs.append((row, column)) }
    }
    return pairs.reversed()
  }

  private func cost(_ step: Step, _ row: Int, _ column: Int) -> Double {
    let (rows, columns) = step.size
    let left = (row..<row + rows).reduce(0) { $0 + source[$1].length }
    let right = (column..<column + columns).reduce(0) { $0 + target[$1].length }
    var cost = step.penalty + (rows == 0 || columns == 0 ? 0 : Self.lengthCost(left, right))
    if step == .match { cost += evidence(source[row], target[column]) }
    return cost
  }

  private func evidence(_ left: Features, _ right: Features) -> Double {
    var cost = left.kind == right.kind ? 0.0 : 500
    if left.identifier != 0 || right.identifier != 0 { cost += left.identifier == right.identifier ? -300 : 300 }
    if left.digits != 0 || right.digits != 0 { cost += left.digits == right.digits ? -150 : 200 }
    return cost
  }

  /// Minus 100 times the logarithm of the probability that lengths differ as much: `delta` is normal with a variance of
  /// 6.8 a character.
  package static func lengthCost(_ left: Double, _ right: Double) -> Double {
    let mean = (left + right) / 2
    guard mean > 0 else { return 0 }
    let delta = abs(left - right) / (6.8 * mean).squareRoot()
    return min(-100 * log(max(erfc(delta / 2.0.squareRoot()), 1e-12)), 2300)
  }
}
