/// The scores of many resampled corpora, in the precision in which sacreBLEU holds them: single where all were computed
/// so, double otherwise. Means and differences of near-equal scores depend on it.
struct ResampledScores {
  let values: [Double]
  let isSingle: Bool

  init(_ scores: [ResampledScore]) {
    values = scores.map(\.value)
    isSingle = scores.allSatisfy(\.isSingle)
  }

  /// Mean and half the width of the middle 95%, with the mean as `numpy.mean` computes it.
  func interval() -> ConfidenceInterval {
    isSingle ? ResampledScores.interval(values.map { Float($0) }) : ResampledScores.interval(values)
  }

  private static func interval<Real: BinaryFloatingPoint>(_ values: [Real]) -> ConfidenceInterval {
    let sorted = values.sorted()
    return ConfidenceInterval(mean: Double(PairwiseSum.mean(sorted)), halfWidth: Double(halfWidth(sorted)))
  }

  /// The same with the mean rounded once, as Python's `statistics.mean` does it.
  func exactInterval() -> ConfidenceInterval {
    let sorted = values.sorted()
    let (sum, rest) = sorted.reduce((0.0, 0.0)) { total, value in
      let next = total.0 + value
      let larger = abs(total.0) >= abs(value)
      return (next, total.1 + (larger ? (total.0 - next) + value : (value - next) + total.0))
    }
    let mean = (sum + rest) / Double(sorted.count)
    guard isSingle else { return ConfidenceInterval(mean: mean, halfWidth: ResampledScores.halfWidth(sorted)) }
    let half = ResampledScores.halfWidth(sorted.map { Float($0) })
    return ConfidenceInterval(mean: Double(Float(mean)), halfWidth: Double(half))
  }

  private static func halfWidth<Real: BinaryFloatingPoint>(_ sorted: [Real]) -> Real {
    let margin = sorted.count / 40
    return 0.5 * (sorted[sorted.count - margin - 1] - sorted[margin])
  }

  /// The probability of a difference as large as `difference` between two systems of the same quality, from their
  /// scores on the same resampled corpora.
  static func bootstrapPValue(_ left: ResampledScores, _ right: ResampledScores, difference: Double) -> Double {
    if left.isSingle && right.isSingle {
      return pValue(left.values.map { Float($0) }, right.values.map { Float($0) }, difference: Float(difference))
    }
    return pValue(left.values, right.values, difference: difference)
  }

  private static func pValue<Real: BinaryFloatingPoint>(_ left: [Real], _ right: [Real], difference: Real) -> Double {
    let differences = zip(left, right).map { abs($1 - $0) }
    let mean = PairwiseSum.mean(differences)
    return pValue(count: differences.count { $0 - mean > difference }, of: differences.count)
  }

  /// Adding one to both keeps the probability of a false rejection below the chosen level.
  static func pValue(count: Int, of trials: Int) -> Double { Double(count + 1) / Double(trials + 1) }
}

/// Where a score would lie on other text of the same kind.
public struct ConfidenceInterval: Sendable, Equatable {
  public let mean: Double
  /// Half the width of the interval that holds 95% of the resampled scores.
  public let halfWidth: Double
}

/// The order in which NumPy adds up an array.
package enum PairwiseSum {
  package static func mean<Real: BinaryFloatingPoint>(_ values: [Real]) -> Real {
    sum(values[...]) / Real(values.count)
  }

  static func sum<Real: BinaryFloatingPoint>(_ values: ArraySlice<Real>) -> Real {
    if values.count < 8 { return values.reduce(0, +) }
    if values.count <= 128 { return blockSum(values) }
    let half = values.count / 2
    let middle = values.startIndex + half - half % 8
    return sum(values[..<middle]) + sum(values[middle...])
  }

  /// Eight running sums.
  private static func blockSum<Real: BinaryFloatingPoint>(_ values: ArraySlice<Real>) -> Real {
    let first = values.startIndex
    let whole = values.count - values.count % 8
    var sums = Array(values[first..<first + 8])
    for index in 8..<max(8, whole) { sums[index % 8] += values[first + index] }
    let total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    return values[(first + whole)...].reduce(total, +)
  }
}
