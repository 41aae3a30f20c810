/// A value of a JSON file and its place.
struct JSONNode: Sendable {
  struct Member: Sendable {
    var key: String
    /// With quotation marks.
    var keyRange: Range<Int>
    var value: JSONNode
  }

  enum Content: Sendable {
    case object([Member])
    case array([JSONNode])
    /// nil for a string with half a surrogate pair.
    case string(String?)
    /// A number, a truth value, null.
    case literal
  }

  var range: Range<Int>
  var content: Content

  var members: [Member] { if case .object(let members) = content { members } else { [] } }
  var string: String? { if case .string(let text) = content { text } else { nil } }

  subscript(key: String) -> JSONNode? { members.last { $0.key == key }?.value }
}

/// Reads JSON as a tree with places.
struct JSONTree {
  private let bytes: [UInt8]
  private var index: Int

  /// - Throws: ``DocumentError`` for what is no JSON, or is nested more than 1000 levels deep.
  static func root(of source: SourceText) throws(DocumentError) -> JSONNode {
    // Says what is wrong where something is, so that the reader below need not.
    _ = try JSONScanner.strings(of: source, KeyFilter(included: ["-"], excluded: []))
    var tree = JSONTree(bytes: source.bytes, index: source.start)
    return tree.value()
  }

  private init(bytes: [UInt8], index: Int) { (self.bytes, self.index) = (bytes, index) }

  private mutating func skipSpace() {
    while index < bytes.count {
      index = bytes.skip(index..<bytes.count) { $0.isSpace }
      if bytes.starts(with: "//", at: index) {
        index = bytes.skip(index..<bytes.count) { $0 != .newline }
      } else if bytes.starts(with: "/*", at: index) {
        index = bytes.firstRange(of: "*/", from: index)?.upperBound ?? bytes.count
      } else {
        return
      }
    }
  }

  private var byte: UInt8 { index < bytes.count ? bytes[index] : 0 }

  private mutating func value() -> JSONNode {
    skipSpace()
    let start = index
    let content: JSONNode.Content
    switch byte {
    case UInt8(ascii: "{"): content = .object(members())
    case UInt8(ascii: "["): content = .array(items())
    case .quote: content = .string(string().text)
    default:
      index = bytes.skip(index..<bytes.count) { !$0.isSpace && !",]}".utf8.contains($0) }
      content = .literal
    }
    return JSONNode(range: start..<index, content: content)
  }

  private mutating func string() -> (text: String?, range: Range<Int>) {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != .quote { index += bytes[index] == .backslash ? 2 : 1 }
    index = min(index + 1, bytes.count)
    return (JSONEscapes.text(bytes, start..<index), start..<index)
  }

  private mutating func members() -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    index += 1
    while true {
      skipSpace()
      guard byte == .quote else { break }
      let (key, range) = string()
      skipSpace()
      index += 1
      members.append(.init(key: key ?? "", keyRange: range, value: value()))
      skipSpace()
      if byte == UInt8(ascii: ",") { index += 1 }
    }
    index = min(index + 1, bytes.count)
    return members
  }

  private mutating func items() -> [JSONNode] {
    var items: [JSONNode] = []
    index += 1
    while true {
      skipSpace()
      guard index < bytes.count, byte != UInt8(ascii: "]") else { break }
      items.append(value())
      skipSpace()
      if byte == UInt8(ascii: ",") { index += 1 }
    }
    index = min(index + 1, bytes.count)
    return items
  }
}
