/// BLEU (Papineni et al., 2002) as WMT reports it.
public struct BLEU: Metric {
  /// What to do about n-gram orders without a match (Chen and Cherry, 2014).
  public enum Smoothing: Sendable, Equatable {
    case none
    /// Counts of zero become `value`.
    case floor(Double = 0.1)
    /// Adds `value` to matches and totals of every order but the first.
    case addK(Double = 1)
    /// Each order without a match counts for half of the one before it.
    case exponential
  }

  public struct Configuration: Sendable, Equatable {
    public var tokeniser = Tokeniser.v13a
    public var lowercase = false
    public var smoothing = Smoothing.exponential
    /// The longest n-grams that are counted, at least 1.
    public var maximumOrder = 4
    /// Leaves out orders that the hypothesis is too short for. Wanted for single lines.
    public var effectiveOrder = false
    /// Does not warn about text that looks tokenised.
    public var force = false

    public init() {}
  }

  public let configuration: Configuration

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  public var name: String { "BLEU" }
  public var columns: Int { 2 + 2 * configuration.maximumOrder }
  public var hasWholeStatistics: Bool { true }
  public var warnsAboutTokenisedText: Bool { !configuration.force }

  public func makeCounter() -> any SegmentCounter { BLEUCounter(configuration) }

  /// Lines are often too short for all orders.
  public var forLines: BLEU {
    var configuration = configuration
    configuration.effectiveOrder = true
    return BLEU(configuration)
  }

  public var signatureFields: [Signature.Field] {
    var fields = [
      Signature.Field("case", "c", configuration.lowercase ? "lc" : "mixed"),
      Signature.Field("eff", "e", configuration.effectiveOrder ? "yes" : "no"),
      Signature.Field("tok", "tok", configuration.tokeniser.rawValue),
      Signature.Field("smooth", "s", configuration.smoothing.signature),
    ]
    if configuration.maximumOrder != 4 {
      fields.append(Signature.Field("order", "o", String(configuration.maximumOrder)))
    }
    return fields
  }
}

extension BLEU.Smoothing {
  /// The name, with the value in brackets where there is one.
  var signature: String {
    switch self {
    case .none: "none"
    case .floor(let value): "floor[\(value.fixed(2))]"
    case .addK(let value): "add-k[\(value.fixed(2))]"
    case .exponential: "exp"
    }
  }
}
