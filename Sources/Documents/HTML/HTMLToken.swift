/// A piece of an HTML file.
struct HTMLToken {
  struct Attribute {
    /// In lowercase.
    var name: String
    /// Without quotation marks.
    var value: Range<Int>
    /// nil for values without quotation marks.
    var quote: UInt8?
  }

  enum Kind: Equatable {
    case text
    case start(isSelfClosing: Bool)
    case end
    /// A comment, a declaration, an instruction.
    case other
  }

  var kind: Kind
  var range: Range<Int>
  /// Of a tag, in lowercase.
  var name = ""
  var attributes: [Attribute] = []

  func value(_ name: String, in bytes: [UInt8]) -> String? {
    attributes.first { $0.name == name }.map { String(decoding: bytes[$0.value], as: UTF8.self) }
  }
}
