/// A text of a document that is left as it is.
package struct Omission: Equatable, Sendable {
  package var line: Int
  /// The keys that lead to it.
  package var key: String
  package var text: String
  package var reason: String
}

extension TranslatableDocument {
  package var omissions: [Omission] { [] }
}
