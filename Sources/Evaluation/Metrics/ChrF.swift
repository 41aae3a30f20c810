/// chrF (Popović, 2015) and, with a word order of 2, chrF++ (Popović, 2017).
public struct ChrF: Metric {
  public struct Configuration: Sendable, Equatable {
    /// The longest character n-grams, 0 or more.
    public var characterOrder = 6
    /// The longest word n-grams, 0 or more; at least one of both orders is above 0.
    public var wordOrder = 0
    /// How many times more recall weighs than precision.
    public var beta = 2
    public var lowercase = false
    /// Whether white space counts as characters.
    public var whitespace = false
    /// Gives orders without n-grams a tiny score (as Moses, NLTK and chrF++.py do) instead of leaving them out.
    public var epsilonSmoothing = false

    public init() {}

    /// chrF++.
    public static var plusPlus: Configuration {
      var configuration = Configuration()
      configuration.wordOrder = 2
      return configuration
    }
  }

  public let configuration: Configuration

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  public var name: String {
    "chrF\(configuration.beta)" + String(repeating: "+", count: max(0, configuration.wordOrder))
  }
  public var order: Int { configuration.characterOrder + configuration.wordOrder }
  public var columns: Int { 3 * order }
  public var hasWholeStatistics: Bool { true }
  public var warnsAboutTokenisedText: Bool { false }

  public func makeCounter() -> any SegmentCounter { ChrFCounter(self) }

  public var signatureFields: [Signature.Field] {
    [
      Signature.Field("case", "c", configuration.lowercase ? "lc" : "mixed"),
      Signature.Field("eff", "e", configuration.epsilonSmoothing ? "no" : "yes"),
      Signature.Field("nc", "nc", String(configuration.characterOrder)),
      Signature.Field("nw", "nw", String(configuration.wordOrder)),
      Signature.Field("space", "s", configuration.whitespace ? "yes" : "no"),
    ]
  }
}
