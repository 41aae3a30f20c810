/// How to search for a translation. The defaults are those of ordinary translation.
public struct SearchOptions: Sendable, Hashable {
  /// Hypotheses that are followed at once; 1 is greedy search. Raised to ``nBest`` where that is larger.
  public var beamSize = 4

  /// A hypothesis is dropped as soon as its log-probability is this far below that of the best of its length, so that
  /// the beam is only as wide as the model is in doubt (relative threshold pruning, Freitag and Al-Onaizan 2017);
  /// infinite: the beam keeps its width.
  public var pruningThreshold = Float.infinity

  /// The power of the length by which a hypothesis' log-probability is divided before hypotheses are compared
  /// (Marian's `--normalize`). 0 compares plain log-probabilities and so favours short output.
  public var lengthNormalization: Float = 1

  /// Subtracted from the log-probability for every token (Marian's `--word-penalty`); negative favours long output.
  public var wordPenalty: Float = 0

  /// A hypothesis may have this many tokens for each token of its source...
  public var maximumLengthFactor: Float = 3

  /// ...and this many more, so that short sources have room.
  public var maximumLengthAllowance = 10

  /// No sequence of this many tokens may occur twice in a hypothesis; 0 allows everything.
  public var noRepeatNgramSize = 0

  /// Hypotheses to return for each sentence, best first.
  public var nBest = 1

  /// Whether the other translations that the search for the best one comes by are returned behind it, up to the width of
  /// the beam: those that the model is in doubt about. Of no effect on an n-best list.
  package var keepsRunnersUp = false

  /// Draw tokens at random instead of searching for the best.
  public var sampling: SamplingOptions?

  /// Whether hypotheses carry the log-probability of each token.
  public var returnTokenScores = false

  /// The token that ends a hypothesis.
  public var endOfSentence: Int32 = 0

  /// Tokens that are never produced, unless a forced prefix holds them or they are required.
  public var forbiddenTokens: [Int32] = []

  public init() {}

  /// Whether only the likeliest token is ever followed.
  public var isGreedy: Bool { effectiveBeamSize == 1 && sampling == nil }

  /// Hypotheses that are followed at once, ``nBest`` considered.
  var effectiveBeamSize: Int { max(beamSize, nBest) }

  /// Finished hypotheses that are kept.
  var keptHypotheses: Int { keepsRunnersUp && nBest == 1 ? beamSize : nBest }

  /// The most tokens, `</s>` not counted, that a hypothesis for `input` may have.
  func maximumLength(for input: SearchInput) -> Int {
    let length = (Float(input.sourceLength) * maximumLengthFactor).rounded(.up) + Float(maximumLengthAllowance)
    let required = input.required?.items.count ?? 0
    return max(Int(min(length, Float(Self.longestHypothesis))), input.forcedPrefix.count) + required
  }

  /// The widest beam: memory grows with it, and quality does not.
  public static let widestBeam = 10_000

  /// Guards the arithmetic against a factor without measure; no sentence comes near it.
  private static let longestHypothesis = 1 << 20
}

/// How to draw tokens at random. The model's distribution is first sharpened or flattened by the temperature, then cut
/// to the `topK` likeliest tokens, then to the likeliest that together reach `topP`.
public struct SamplingOptions: Sendable, Hashable {
  /// Divides the log-probabilities: below 1 is bolder in its favourites, above 1 wilder; 0 takes the best always.
  public var temperature: Float = 1

  /// Draw among this many likeliest tokens; 0 is all.
  public var topK = 0

  /// Draw among the fewest likeliest tokens whose probabilities add up to this.
  public var topP: Float = 1

  public init() {}
}

extension SearchOptions {
  /// Throws ``SearchError/invalidOption(name:value:range:)`` where a value makes no sense.
  public func validate() throws {
    let widths = 1...Self.widestBeam
    try Self.check("beam size", beamSize, widths.contains(beamSize), "within 1...\(Self.widestBeam)")
    try Self.check("pruning threshold", pruningThreshold, pruningThreshold >= 0, "0 or more")
    try Self.check("n-best", nBest, widths.contains(nBest), "within 1...\(Self.widestBeam)")
    try Self.check("length normalization", lengthNormalization, lengthNormalization.isFinite, "a finite number")
    try Self.check("word penalty", wordPenalty, wordPenalty.isFinite, "a finite number")
    let factor = maximumLengthFactor
    try Self.check("maximum length factor", factor, factor.isFinite && factor >= 0, "0 or more")
    let allowance = maximumLengthAllowance
    try Self.check("maximum length allowance", allowance, (0...Self.longestHypothesis).contains(allowance), "0 or more")
    try Self.check("no-repeat n-gram size", noRepeatNgramSize, noRepeatNgramSize >= 0, "0 or more")
    guard let sampling else { return }
    let temperature = sampling.temperature
    try Self.check("temperature", temperature, temperature.isFinite && temperature >= 0, "0 or more")
    try Self.check("top-k", sampling.topK, sampling.topK >= 0, "0 or more")
    try Self.check("top-p", sampling.topP, sampling.topP > 0 && sampling.topP <= 1, "above 0, at most 1")
  }

  private static func check(_ name: String, _ value: some Any, _ holds: Bool, _ range: String) throws {
    guard holds else { throw SearchError.invalidOption(name: name, value: "\(value)", range: range) }
  }
}
