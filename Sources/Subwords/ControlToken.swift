/// Tokens that tell a model something about a sentence instead of standing for a part of it. They are the last of the
/// reserved placeholders, which no sentence needs so many of; the number is the placeholder's.
///
/// A source reads: direction, then text in which `term` or `suggestion`, the words meant, `alternative`, a translation
/// (or several, each behind an `alternative`) and `close` may stand in the place of those words (after Dinu et al. 2019);
/// behind it may stand `memory` and the translation of a like sentence (after Bulté and Tezcan 2019).
public enum ControlToken: Int, Sendable, CaseIterable {
  case term = 25
  case suggestion = 26
  case memory = 27
  case close = 28
  case alternative = 29
  /// From the model's target language to its source language.
  case backward = 30
  /// From the model's source language to its target language.
  case forward = 31

  public var id: Int32 { Vocabulary.firstPlaceholder + Int32(rawValue) }

  public var part: SubwordPart { .placeholder(rawValue) }
}
