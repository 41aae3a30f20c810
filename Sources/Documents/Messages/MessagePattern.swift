/// A pattern of ICU's MessageFormat as a tree (unicode-org.github.io/icu/userguide/format_parse/messages).
struct MessagePattern: Sendable {
  indirect enum Node: Sendable {
    /// Without quotes.
    case text(String)
    /// `{name}`, `{date, date, short}`, or `#`, as it is written.
    case argument(String)
    case choice(Choice)
  }

  /// `{count, plural, one {…} other {…}}`, and what is written between its branches.
  struct Choice: Sendable {
    enum Kind: String, Sendable { case plural, select, selectordinal }

    var kind: Kind
    /// Up to the first branch: `{count, plural, offset:1 `.
    var head: String
    var branches: [Branch]
    /// From the end of the last branch on: ` }`.
    var tail: String
    /// All of it as it is written.
    var source: String
  }

  struct Branch: Sendable {
    var keyword: String
    /// Between the keyword and its brace, and what stands before the keyword of the branch behind it.
    var gap: String
    var space: String
    var body: [Node]
  }

  var nodes: [Node]

  /// nil for what is no pattern.
  init?(_ text: String) {
    var reader = PatternReader(Array(text.utf8))
    guard let nodes = reader.nodes(inPlural: false, isNested: false), reader.isAtEnd else { return nil }
    self.nodes = nodes
  }

  /// Whether a text has a plural or another choice in it: `{n, plural, …`.
  static func hasChoice(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { bytes[$0] == UInt8(ascii: "{") && PatternReader.beginsChoice(bytes, at: $0) }
  }
}

/// Reads patterns. An apostrophe quotes only before a brace, or before `#` in a plural; two are one.
private struct PatternReader {
  private typealias Node = MessagePattern.Node
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  private static let deepest = 20

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  static func beginsChoice(_ bytes: [UInt8], at start: Int) -> Bool {
    let name = bytes.skip((start + 1)..<bytes.count) { $0.isSpace || isName($0) }
    guard name > start + 1, bytes.starts(with: ",", at: name) else { return false }
    let word = bytes.skip((name + 1)..<bytes.count) { $0.isSpace }
    let end = bytes.skip(word..<bytes.count) { $0.isASCIILetter }
    let kind = MessagePattern.Choice.Kind(rawValue: String(decoding: bytes[word..<end], as: UTF8.self))
    return kind != nil && bytes.starts(with: ",", at: bytes.skip(end..<bytes.count) { $0.isSpace })
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isDigit || "_-.".utf8.contains(byte) || byte >= 0x80
  }

  mutating func nodes(inPlural: Bool, isNested: Bool) -> [MessagePattern.Node]? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { return nil }
    var nodes: [MessagePattern.Node] = []
    var text: [UInt8] = []
    func flushed(_ text: inout [UInt8]) -> [MessagePattern.Node] {
      defer { text = [] }
      return text.isEmpty ? [] : [.text(String(decoding: text, as: UTF8.self))]
    }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "'"): readQuote(inPlural: inPlural, into: &text)
      case UInt8(ascii: "}"):
        guard isNested else { return nil }
        return nodes + flushed(&text)
      case UInt8(ascii: "#") where inPlural:
        nodes += flushed(&text) + [.argument("#")]
        index += 1
      case UInt8(ascii: "{"):
        guard let argument = argument() else { return nil }
        nodes += flushed(&text) + [argument]
      default:
        text.append(bytes[index])
        index += 1
      }
    }
    return isNested ? nil : nodes + flushed(&text)
  }

  private mutating func readQuote(inPlural: Bool, into text: inout [UInt8]) {
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    if next == UInt8(ascii: "'") {
      text.append(next)
      index += 2
      return
    }
    guard "{}".utf8.contains(next) || (inPlural && next == UInt8(ascii: "#")) else {
      text.append(bytes[index])
      index += 1
      return
    }
    index += 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "'") {
        guard bytes.starts(with: "''", at: index) else { break }
        index += 1
      }
      text.append(bytes[index])
      index += 1
    }
    index = min(index + 1, bytes.count)
  }

  private mutating func argument() -> MessagePattern.Node? {
    if Self.beginsChoice(bytes, at: index) { return choice() }
    let start = index
    var open = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "{") { open += 1 }
      if bytes[index] == UInt8(ascii: "}") { open -= 1 }
      index += 1
      if open == 0 { return .argument(string(start..<index)) }
    }
    return nil
  }

  private mutating func choice() -> MessagePattern.Node? {
    let start = index
    // The name, the kind, and their commas.
    index = bytes.skip(index..<bytes.count) { $0 != UInt8(ascii: ",") } + 1
    let word = bytes.skip(index..<bytes.count) { $0.isSpace }
    index = bytes.skip(word..<bytes.count) { $0.isASCIILetter }
    guard let kind = MessagePattern.Choice.Kind(rawValue: string(word..<index)) else { return nil }
    index = bytes.skip(index..<bytes.count) { $0 != UInt8(ascii: ",") } + 1
    index = bytes.skip(min(index, bytes.count)..<bytes.count) { $0.isSpace }
    if bytes.starts(with: "offset:", at: index) {
      index = bytes.skip(index..<bytes.count) { !$0.isSpace && $0 != UInt8(ascii: "{") }
      index = bytes.skip(index..<bytes.count) { $0.isSpace }
    }
    let head = string(start..<index)
    var branches: [MessagePattern.Branch] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "}") {
      guard let branch = branch(isPlural: kind != .select) else { return nil }
      branches.append(branch)
    }
    guard index < bytes.count, !branches.isEmpty else { return nil }
    index += 1
    let last = branches.count - 1
    let tail = branches[last].space + "}"
    branches[last].space = ""
    return .choice(
      .init(kind: kind, head: head, branches: branches, tail: tail, source: string(start..<index)))
  }

  private mutating func branch(isPlural: Bool) -> MessagePattern.Branch? {
    let start = index
    index = bytes.skip(index..<bytes.count) { !$0.isSpace && !"{}".utf8.contains($0) }
    let keyword = string(start..<index)
    let gapStart = index
    index = bytes.skip(index..<bytes.count) { $0.isSpace }
    let gap = string(gapStart..<index)
    guard !keyword.isEmpty, bytes.starts(with: "{", at: index) else { return nil }
    index += 1
    guard let body = nodes(inPlural: isPlural, isNested: true), bytes.starts(with: "}", at: index) else { return nil }
    index += 1
    let spaceStart = index
    index = bytes.skip(index..<bytes.count) { $0.isSpace }
    return .init(keyword: keyword, gap: gap, space: string(spaceStart..<index), body: body)
  }
}
