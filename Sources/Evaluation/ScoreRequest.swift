/// What to score, how, and how to print it: the options of `translate score`, with sacreBLEU's defaults.
public struct ScoreRequest: Sendable {
  public enum MetricName: String, Sendable, CaseIterable { case bleu, chrf, ter }

  public enum Test: Sendable, Equatable {
    case none
    /// Bootstrap resampling of a single system.
    case confidence(samples: Int)
    case paired(PairedTest.Method)
  }

  /// Reference files.
  public var references: [String] = []
  /// References a line of the only reference file, separated by tabs.
  public var referencesPerLine = 1
  /// Files of the systems' output; `nil` reads standard input.
  public var inputs: [String]?
  public var metrics: [MetricName] = [.bleu]
  public var sentenceLevel = false
  public var test = Test.none
  public var seed = Seed.standard
  public var bleu = BLEU.Configuration()
  public var chrF = ChrF.Configuration()
  public var ter = TER.Configuration()
  public var style = ScoreStyle()
  /// `nil` for one thread a core.
  public var threads: Int?

  public init() {}

  var isPaired: Bool {
    if case .paired = test { true } else { false }
  }

  /// The metrics in the order in which they are printed, each once.
  public var configuredMetrics: [any Metric] {
    Set(metrics).sorted { $0.rawValue < $1.rawValue }.map { name -> any Metric in
      switch name {
      case .bleu: BLEU(bleu)
      case .chrf: ChrF(chrF)
      case .ter: TER(ter)
      }
    }
  }
}

extension ScoreRequest {
  /// - Throws: `EvaluationError` for options that contradict each other or are out of range.
  package func validate() throws(EvaluationError) {
    guard !references.isEmpty else { throw .noReference }
    guard referencesPerLine == 1 || references.count == 1 else { throw .referencesPerLineNeedsOneFile }
    if let inputs, inputs.isEmpty { throw .noInput }
    try require(referencesPerLine, from: 1, "--num-refs")
    try require(style.width, from: 0, "--width")
    try require(bleu.maximumOrder, from: 1, "--max-ngram-order")
    try require(chrF.characterOrder, from: 0, "--chrf-char-order")
    try require(chrF.wordOrder, from: 0, "--chrf-word-order")
    try require(chrF.beta, from: 0, "--chrf-beta")
    try require(chrF.characterOrder + chrF.wordOrder, from: 1, "--chrf-char-order with --chrf-word-order")
    if sentenceLevel, Set(metrics).count > 1 { throw .sentenceLevelNeedsOneMetric }
    if sentenceLevel, test != .none { throw .sentenceLevelWithTest }
  }

  private func require(_ value: Int, from minimum: Int, _ option: String) throws(EvaluationError) {
    guard value >= minimum, value <= 1_000 else { throw .invalidOrder(option: option, value: value) }
  }
}
