/// A paragraph, heading, list item or the like of a document, for finding its counterpart in another language.
struct TextBlock: Equatable, Sendable {
  /// What it is, such as `listitem/para`: blocks of a kind belong together.
  var kind: String
  var text: String
  /// An identifier that a translation keeps, if there is one.
  var identifier: String?

  init(kind: String, text: String, identifier: String? = nil) {
    self.kind = kind
    self.text = text
    self.identifier = identifier
  }
}
