/// A corpus metric whose score is a function of statistics that add up over lines (BLEU, chrF, TER).
///
/// Configuration, statistics and score are three things: a metric is an immutable configuration, `Statistics` is what
/// it counts, a `Score` is what it makes of the counts.
public protocol Metric: Sendable {
  associatedtype Statistics: SufficientStatistics
  associatedtype Score: MetricScore

  /// The name under which scores are printed, for instance `chrF2++`.
  var name: String { get }

  /// The number of statistics of a line.
  var columns: Int { get }

  /// Whether statistics are whole numbers with any number of references, so that the order of addition does not matter.
  var hasWholeStatistics: Bool { get }

  /// Whether lines that look tokenised already deserve a warning.
  var warnsAboutTokenisedText: Bool { get }

  /// The score of a corpus (or line) with these statistics.
  func score(_ statistics: Statistics) -> Score

  /// The same computed in single precision, as sacreBLEU computes it from its resampled statistics.
  func resampledScore(_ sums: UnsafeBufferPointer<Float>) -> ResampledScore

  /// The same for sums of lines drawn from two systems, as sacreBLEU's approximate randomisation computes it.
  func randomisedScore(_ sums: UnsafeBufferPointer<Double>) -> Double

  /// What describes the configuration, as keys in sacreBLEU's order.
  var signatureFields: [Signature.Field] { get }

  func makeCounter() -> any SegmentCounter

  /// The same metric as it is used on single lines.
  var forLines: Self { get }
}

extension Metric {
  public var forLines: Self { self }
}

/// Sums that a score is a function of.
public protocol SufficientStatistics: Sendable, Equatable {
  /// - Parameter row: as many numbers as the metric has columns.
  init(row: [Double])
  var row: [Double] { get }
}

extension SufficientStatistics {
  /// The statistics of two corpora taken as one.
  public static func + (left: Self, right: Self) -> Self {
    Self(row: zip(left.row, right.row).map { $0 + $1 })
  }
}

/// A score on the scale that its metric is published on (0...100; TER may exceed it).
public protocol MetricScore: Sendable, Equatable {
  var name: String { get }
  var value: Double { get }
  /// What the metric prints after its score, for instance BLEU's precisions.
  var details: String? { get }
}

/// A score out of single-precision sums, with the precision that it was left in.
public struct ResampledScore: Sendable, Equatable {
  public let value: Double
  public let isSingle: Bool
}
