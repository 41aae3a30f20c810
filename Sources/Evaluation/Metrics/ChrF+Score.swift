/// What chrF counts, for each order, characters before words: n-grams of the hypothesis, of the reference, of both.
public struct ChrFStatistics: SufficientStatistics {
  /// [order]
  public let hypothesis: [Double]
  /// [order]
  public let reference: [Double]
  /// [order]
  public let matches: [Double]

  public init(row: [Double]) {
    hypothesis = stride(from: 0, to: row.count, by: 3).map { row[$0] }
    reference = stride(from: 1, to: row.count, by: 3).map { row[$0] }
    matches = stride(from: 2, to: row.count, by: 3).map { row[$0] }
  }

  public var row: [Double] {
    hypothesis.indices.flatMap { [hypothesis[$0], reference[$0], matches[$0]] }
  }
}

public struct ChrFScore: MetricScore {
  public let name: String
  public let value: Double
  public var details: String? { nil }
}

extension ChrF {
  public func score(_ statistics: ChrFStatistics) -> ChrFScore {
    let value = statistics.row.withUnsafeBufferPointer { fScore($0) }
    return ChrFScore(name: name, value: value)
  }

  public func resampledScore(_ sums: UnsafeBufferPointer<Float>) -> ResampledScore {
    let value = fScore(sums)
    return ResampledScore(value: Double(value), isSingle: value != 0 || configuration.epsilonSmoothing)
  }

  public func randomisedScore(_ sums: UnsafeBufferPointer<Double>) -> Double { fScore(sums) }

  /// - Parameter row: [hypothesis, reference, matches] for each order.
  func fScore<Real: BinaryFloatingPoint>(_ row: UnsafeBufferPointer<Real>) -> Real {
    configuration.epsilonSmoothing ? epsilonScore(row) : effectiveScore(row)
  }

  /// Averages precision and recall over the orders that both sides have n-grams of.
  private func effectiveScore<Real: BinaryFloatingPoint>(_ row: UnsafeBufferPointer<Real>) -> Real {
    var (precision, recall, orders): (Real, Real, Real) = (0, 0, 0)
    for index in 0..<order {
      let (hypothesis, reference, matches) = (row[3 * index], row[3 * index + 1], row[3 * index + 2])
      guard hypothesis > 0, reference > 0 else { continue }
      precision += matches / hypothesis
      recall += matches / reference
      orders += 1
    }
    guard orders > 0 else { return 0 }
    precision /= orders
    recall /= orders
    guard precision + recall != 0 else { return 0 }
    let factor = Real(configuration.beta * configuration.beta)
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall))
  }

  /// Averages the F-scores of all orders, with a tiny number in place of what cannot be computed.
  private func epsilonScore<Real: BinaryFloatingPoint>(_ row: UnsafeBufferPointer<Real>) -> Real {
    let epsilon: Real = 1e-16
    let factor = Real(configuration.beta * configuration.beta)
    var score: Real = 0
    for index in 0..<order {
      let (hypothesis, reference, matches) = (row[3 * index], row[3 * index + 1], row[3 * index + 2])
      let precision = hypothesis > 0 ? matches / hypothesis : epsilon
      let recall = reference > 0 ? matches / reference : epsilon
      let denominator = factor * precision + recall
      score += denominator > 0 ? (1 + factor) * precision * recall / denominator : epsilon
    }
    return 100 * score / Real(order)
  }
}
