import Terminology

/// Translates segments: sentences, or parts of sentences that are too long. The piece that knows the model; all that
/// cuts lines into segments and puts them together again knows only this.
///
/// Several threads call it at once. What it makes of a segment must depend on that segment and the options only, not on
/// the others it comes with nor on the thread.
public protocol SegmentTranslator: Sendable {
  /// The ICU locale whose rules cut the source into sentences, such as `en`.
  var sourceLocale: String { get }

  /// The ICU locale of the translations, such as `de`; empty where it is not known.
  var targetLocale: String { get }

  /// What tells this translator from one that may translate otherwise: checksums of its model.
  var identity: String { get }

  /// Whether it has learnt to place marks. Where not, segments with marks are not even tried as wholes.
  var placesMarks: Bool { get }

  /// Whether it has pieces for all of `text`, a word or a character. What it has none for is kept from it.
  func spells(_ text: String) -> Bool

  /// The most tokens that a segment may have; longer ones are cut before they come here.
  var maximumSegmentLength: Int { get }

  /// Tokens of `segment` as the model sees it. Never more than its UTF-8 bytes and a few.
  func length(of segment: String) -> Int

  /// Translates `segments`, none of which is empty, has white space at its ends, or is longer than
  /// ``maximumSegmentLength``. Returns one translation for each, in order.
  ///
  /// Segments are masked: a ``SpanMark`` stands in the place of every protected span, and a translation says with the
  /// same marks where the spans belong.
  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation]
}

extension SegmentTranslator {
  public var targetLocale: String { "" }

  public var placesMarks: Bool { true }

  public func spells(_ text: String) -> Bool { true }
}

/// What became of one segment.
public struct SegmentTranslation: Sendable, Hashable {
  /// The source as the model saw it, subword by subword, without `</s>`.
  public var sourceTokens: [String]

  /// The translations, best first; one, or as many as ``TranslationOptions`` asks for.
  public var hypotheses: [TranslationHypothesis]

  /// How its spans came through.
  public var path = TranslationPath.ordinary

  /// The past translation that it is, or that the model has seen beside its source.
  public var past: PastTranslation?

  /// Terms of the glossary that the best translation does not have as it is to have them.
  public var missedTerms: [Term] = []

  public init(sourceTokens: [String] = [], hypotheses: [TranslationHypothesis]) {
    self.sourceTokens = sourceTokens
    self.hypotheses = hypotheses
  }
}

/// How a translation came to hold every protected span exactly once.
public enum TranslationPath: String, Sendable, Hashable, CaseIterable {
  /// The model placed them, or there were none.
  case ordinary
  /// The search was made to place them.
  case constrained
  /// What stands between them was translated piece by piece.
  case pieces
  /// Not at all: it is the source.
  case source
  /// It is one that people have made.
  case memory
}

/// One translation of a segment, or of a line put together from segments.
public struct TranslationHypothesis: Sendable, Hashable {
  public var text: String

  /// What hypotheses are ranked by; of a line the mean over its segments.
  public var score: Float

  /// The mean natural-log probability of its tokens, `</s>` among them, whatever it is ranked by; of a line not kept.
  package var meanLogProbability: Float

  /// The subwords of ``text``, without `</s>`.
  public var tokens: [String]

  /// The log-probability of each of ``tokens``; empty unless asked for.
  public var tokenScores: [Float]

  /// Which source tokens stand behind which target tokens; empty unless asked for.
  public var alignment: [AlignmentLink]

  /// The translation was cut off at the maximum length.
  public var reachedMaximumLength: Bool

  public init(
    text: String, score: Float = 0, tokens: [String] = [], tokenScores: [Float] = [],
    alignment: [AlignmentLink] = [], reachedMaximumLength: Bool = false
  ) {
    self.text = text
    self.score = score
    meanLogProbability = score
    self.tokens = tokens
    self.tokenScores = tokenScores
    self.alignment = alignment
    self.reachedMaximumLength = reachedMaximumLength
  }
}

/// A source token and a target token that belong together, each counted from 0.
public struct AlignmentLink: Sendable, Hashable {
  public var source: Int
  public var target: Int

  public init(source: Int, target: Int) {
    self.source = source
    self.target = target
  }
}
