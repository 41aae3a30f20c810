/// A translation suggested for a part of a source text.
public struct Hint: Sendable, Hashable {
  /// How far it is to be trusted.
  public enum Kind: Sendable, Hashable {
    /// From a dictionary: one of these, or something else.
    case suggestion
    /// From a glossary: this one, inflected as the sentence wants it.
    case term
  }

  public let kind: Kind
  /// Place in the text.
  public let range: Range<String.Index>
  public let translations: [String]

  public init(_ kind: Kind, _ range: Range<String.Index>, _ translations: [String]) {
    self.kind = kind
    self.range = range
    self.translations = translations
  }
}
