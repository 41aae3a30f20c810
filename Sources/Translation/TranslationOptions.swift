import Decoding
import Terminology

/// What is wanted of a translation, and how to search for it.
public struct TranslationOptions: Sendable, Hashable {
  /// Beam size, normalisation, n-best, sampling and all else that the search knows.
  public var search = SearchOptions()

  /// Whether the beam adapts to the model's doubts, with the width and threshold that suit it, instead of those of
  /// ``search``. Of no effect on sampling and n-best lists.
  public var adaptsBeam = false

  /// What becomes of the separators in numbers.
  public var numbers = NumberStyle.localize

  /// Whether translations say which source tokens stand behind which target tokens.
  public var returnAlignment = false

  /// Whether the search is made to give every mark of a segment exactly once, instead of being trusted to.
  public var holdsEveryMark = false

  /// Whether the model's shortlist, if it has one, narrows down what a translation may hold; nil: where that costs
  /// nothing, in greedy search. A beam compares probabilities, which a shortlist makes a little too large.
  public var usesShortlist: Bool?

  /// Whether words that the model has hardly seen in training come with translations from its dictionary, if it has one.
  public var usesDictionary = true

  /// Terms and how they are to be translated.
  public var glossary: Glossary?

  /// Translations that people have made.
  public var past: PastTranslations?

  /// How much a model's other direction has to say: translations among which the search is in doubt are ranked anew by
  /// their score and this times the mean log-probability of the source given them. 0, or a model of one direction: not
  /// at all.
  public var reverseWeight: Float = 0

  /// Where sampling starts; see ``seed(for:)``.
  public var seed: UInt64 = 1

  public init() {}

  /// The seed with which a segment is sampled. It comes from the segment itself, so that it is the same whatever else
  /// is translated, in whatever order: FNV-1a over its bytes.
  public func seed(for segment: String) -> UInt64 {
    var hash = seed ^ 0xCBF2_9CE4_8422_2325
    for byte in segment.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
