import Text

/// A sentence, or a text of several, and what people have made of it.
package struct PastUnit: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// From a file of translations.
    case imported
    /// What somebody has made of a translation of ours.
    case correction
  }

  package var languages: LanguagePair
  package var source: String
  package var target: String
  package var kind: Kind
  /// Such as the name of its file.
  package var origin: String
  /// What was corrected, and the model that had made it.
  package var output: String?
  package var model: String?
  /// Seconds since 1970.
  package var created: Int64

  package init(
    _ languages: LanguagePair, _ source: String, _ target: String, kind: Kind = .imported, origin: String = "",
    output: String? = nil, model: String? = nil, created: Int64
  ) {
    self.languages = languages
    self.source = source
    self.target = target
    self.kind = kind
    self.origin = origin
    self.output = output
    self.model = model
    self.created = created
  }
}
