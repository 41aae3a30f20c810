/// A text that equals another only byte for byte. Strings are equal for Swift when they look the same; for a model they
/// are when their bytes are.
package struct ExactText: Hashable, Sendable {
  package let string: String

  package init(_ string: String) {
    self.string = string
  }

  package static func == (one: ExactText, other: ExactText) -> Bool {
    one.string.utf8.count == other.string.utf8.count && one.string.utf8.elementsEqual(other.string.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
