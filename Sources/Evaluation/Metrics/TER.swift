/// Translation edit rate (Snover et al., 2006): edits and block shifts per reference word, with the limits of Tercom's
/// search. Lower is better.
public struct TER: Metric {
  public struct Configuration: Sendable, Equatable {
    /// Normalises markup and splits off punctuation.
    public var normalised = false
    public var removesPunctuation = false
    /// Lets the two options above see Chinese and Japanese characters and punctuation too.
    public var asianSupport = false
    public var caseSensitive = false

    public init() {}
  }

  public let configuration: Configuration

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  public var name: String { "TER" }
  public var columns: Int { 2 }
  /// With several references, the length is their average.
  public var hasWholeStatistics: Bool { false }
  public var warnsAboutTokenisedText: Bool { false }

  public func makeCounter() -> any SegmentCounter { TERCounter(configuration) }

  public var signatureFields: [Signature.Field] {
    [
      Signature.Field("case", "c", configuration.caseSensitive ? "mixed" : "lc"),
      Signature.Field("tok", "t", "tercom"),
      Signature.Field("norm", "nr", configuration.normalised ? "yes" : "no"),
      Signature.Field("punct", "pn", configuration.removesPunctuation ? "no" : "yes"),
      Signature.Field("asian", "as", configuration.asianSupport ? "yes" : "no"),
    ]
  }
}

/// What TER counts.
public struct TERStatistics: SufficientStatistics {
  /// Edits and shifts towards the nearest reference.
  public let edits: Double
  /// Words, averaged over the references of a line.
  public let referenceLength: Double

  public init(row: [Double]) {
    edits = row[0]
    referenceLength = row[1]
  }

  public var row: [Double] { [edits, referenceLength] }
}

public struct TERScore: MetricScore {
  public let name = "TER"
  public let value: Double
  public let edits: Int
  public let referenceLength: Double
  public var details: String? { nil }
}

extension TER {
  public func score(_ statistics: TERStatistics) -> TERScore {
    let rate = TER.rate(statistics.edits, statistics.referenceLength) ?? (statistics.edits > 0 ? 1 : 0)
    return TERScore(
      value: 100 * rate, edits: Int(statistics.edits), referenceLength: statistics.referenceLength)
  }

  public func resampledScore(_ sums: UnsafeBufferPointer<Float>) -> ResampledScore {
    guard let rate = TER.rate(sums[0], sums[1]) else {
      return ResampledScore(value: sums[0] > 0 ? 100 : 0, isSingle: false)
    }
    return ResampledScore(value: Double(100 * rate), isSingle: true)
  }

  public func randomisedScore(_ sums: UnsafeBufferPointer<Double>) -> Double {
    score(TERStatistics(row: [sums[0], sums[1]])).value
  }

  /// `nil` without reference words.
  private static func rate<Real: BinaryFloatingPoint>(_ edits: Real, _ length: Real) -> Real? {
    length > 0 ? edits / length : nil
  }
}
