#if canImport(Glibc)
  import Glibc
#endif

/// What BLEU counts: lengths in words, and for each order the n-grams of the hypothesis and those found in a reference.
public struct BLEUStatistics: SufficientStatistics {
  public let hypothesisLength: Double
  /// The length of the reference that is closest to the hypothesis in length, the shorter one of two.
  public let referenceLength: Double
  /// [order]
  public let correct: [Double]
  /// [order]
  public let total: [Double]

  public init(row: [Double]) {
    let order = (row.count - 2) / 2
    hypothesisLength = row[0]
    referenceLength = row[1]
    correct = Array(row[2..<2 + order])
    total = Array(row[(2 + order)...])
  }

  public var row: [Double] { [hypothesisLength, referenceLength] + correct + total }
}

public struct BLEUScore: MetricScore {
  public let name = "BLEU"
  public let value: Double
  /// Percentages, [order].
  public let precisions: [Double]
  public let brevityPenalty: Double
  public let hypothesisLength: Int
  public let referenceLength: Int

  /// Hypothesis length over reference length, 0 without reference words.
  public var lengthRatio: Double {
    referenceLength == 0 ? 0 : Double(hypothesisLength) / Double(referenceLength)
  }

  public var details: String? {
    let precisions = precisions.map { $0.fixed(1) }.joined(separator: "/")
    return "\(precisions) (BP = \(brevityPenalty.fixed(3)) ratio = \(lengthRatio.fixed(3)) "
      + "hyp_len = \(hypothesisLength) ref_len = \(referenceLength))"
  }
}

extension BLEU {
  public func score(_ statistics: BLEUStatistics) -> BLEUScore {
    let sums = BLEUSums<Double>(
      hypothesisLength: statistics.hypothesisLength, referenceLength: statistics.referenceLength,
      correct: statistics.correct, total: statistics.total)
    return score(sums, truncatesAddedValue: false)
  }

  public func resampledScore(_ sums: UnsafeBufferPointer<Float>) -> ResampledScore {
    ResampledScore(value: score(BLEUSums(sums), truncatesAddedValue: false).value, isSingle: false)
  }

  public func randomisedScore(_ sums: UnsafeBufferPointer<Double>) -> Double {
    // The oracle keeps these sums as integers, so that what add-k adds is cut to a whole number.
    score(BLEUSums(sums), truncatesAddedValue: true).value
  }

  private func score<Real>(_ sums: BLEUSums<Real>, truncatesAddedValue: Bool) -> BLEUScore {
    var sums = sums
    let penalty = BLEU.brevityPenalty(Double(sums.hypothesisLength), Double(sums.referenceLength))
    var precisions = [Real](repeating: 0, count: configuration.maximumOrder)
    var value = 0.0
    if sums.correct.contains(where: { $0 != 0 }) {
      let order = fill(&precisions, from: &sums, truncatesAddedValue: truncatesAddedValue)
      let logarithms = precisions[..<order].reduce(0.0) { $0 + ($1 == 0 ? -9_999_999_999 : log(Double($1))) }
      value = penalty * exp(logarithms / Double(order))
    }
    return BLEUScore(
      value: value, precisions: precisions.map { Double($0) }, brevityPenalty: penalty,
      hypothesisLength: Int(sums.hypothesisLength), referenceLength: Int(sums.referenceLength))
  }

  private static func brevityPenalty(_ hypothesis: Double, _ reference: Double) -> Double {
    guard hypothesis < reference else { return 1 }
    return hypothesis > 0 ? exp(1 - reference / hypothesis) : 0
  }

  /// Computes smoothed precisions and returns the number of orders that count.
  private func fill<Real>(
    _ precisions: inout [Real], from sums: inout BLEUSums<Real>, truncatesAddedValue: Bool
  ) -> Int {
    var order = configuration.maximumOrder
    var halvings: Real = 1
    for index in precisions.indices {
      if case .addK(let value) = configuration.smoothing, index > 0 {
        sums.add(Real(value), at: index, truncating: truncatesAddedValue)
      }
      if sums.total[index] == 0 { break }
      if configuration.effectiveOrder { order = index + 1 }
      if sums.correct[index] != 0 {
        precisions[index] = 100 * sums.correct[index] / sums.total[index]
      } else if case .exponential = configuration.smoothing {
        halvings *= 2
        precisions[index] = 100 / (halvings * sums.total[index])
      } else if case .floor(let value) = configuration.smoothing {
        precisions[index] = Real(100 * value) / sums.total[index]
      }
    }
    return order
  }
}

/// The sums in the precision in which a score is computed from them.
private struct BLEUSums<Real: BinaryFloatingPoint> {
  var hypothesisLength: Real
  var referenceLength: Real
  var correct: [Real]
  var total: [Real]

  init(hypothesisLength: Real, referenceLength: Real, correct: [Real], total: [Real]) {
    self.hypothesisLength = hypothesisLength
    self.referenceLength = referenceLength
    self.correct = correct
    self.total = total
  }

  init(_ row: UnsafeBufferPointer<Real>) {
    let order = (row.count - 2) / 2
    self.init(
      hypothesisLength: row[0], referenceLength: row[1], correct: Array(row[2..<2 + order]),
      total: Array(row[(2 + order)...]))
  }

  mutating func add(_ value: Real, at index: Int, truncating: Bool) {
    correct[index] += value
    total[index] += value
    guard truncating else { return }
    correct[index].round(.towardZero)
    total[index].round(.towardZero)
  }
}
