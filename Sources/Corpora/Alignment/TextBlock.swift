/// A paragraph, heading, list item or the like of a document, for finding its counterpart in another language.
package struct TextBlock: Equatable, Sendable {
  /// What it is, such as `listitem/para`: blocks of a kind belong together.
  package var kind: String
  package var text: String
  /// An identifier that a translation keeps, if there is one.
  package var identifier: String?

  package init(kind: String, text: String, identifier: String? = nil) {
    self.kind = kind
    self.text = text
    self.identifier = identifier
  }
}
