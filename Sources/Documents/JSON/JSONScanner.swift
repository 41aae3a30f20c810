/// Finds the strings of a JSON file (RFC 8259) that are values. Comments and commas before a closing bracket, which
/// many files of settings have, are let pass.
struct JSONScanner {
  private struct Level {
    var isObject: Bool
    var key = ""
    var index = 0
  }

  private enum Expected { case value, valueOrEnd, key, colon, separator, nothing }

  private let source: SourceText
  private let filter: KeyFilter
  private var index: Int
  private var levels: [Level] = []
  private var expected = Expected.value
  private var strings: [(range: Range<Int>, path: [String])] = []

  private static let deepest = 1000

  /// - Returns: strings with their quotation marks, and the keys that lead to them.
  static func strings(
    of source: SourceText, _ filter: KeyFilter
  ) throws(DocumentError) -> [(range: Range<Int>, path: [String])] {
    var scanner = Self(source: source, filter: filter, index: source.start)
    while try scanner.skipSpace() {
      // JSON lines: one value after the other.
      if scanner.expected == .nothing, source.format == .jsonl { scanner.expected = .value }
      try scanner.readToken()
    }
    guard scanner.expected == .nothing || (source.format == .jsonl && scanner.levels.isEmpty) else {
      throw scanner.error("the file ends too early")
    }
    return scanner.strings
  }

  private init(source: SourceText, filter: KeyFilter, index: Int) {
    (self.source, self.filter, self.index) = (source, filter, index)
  }

  private var bytes: [UInt8] { source.bytes }

  private func error(_ reason: String) -> DocumentError {
    source.malformed(at: max(0, min(index, bytes.count - 1)), reason, "Check it with a JSON validator, such as jq")
  }

  private mutating func skipSpace() throws(DocumentError) -> Bool {
    while true {
      index = bytes.skip(index..<bytes.count) { $0.isSpace }
      if bytes.starts(with: "//", at: index) {
        index = bytes.skip(index..<bytes.count) { $0 != .newline }
      } else if bytes.starts(with: "/*", at: index) {
        guard let end = bytes.firstRange(of: "*/", from: index) else { throw error("a comment without end") }
        index = end.upperBound
      } else {
        return index < bytes.count
      }
    }
  }

  private mutating func readToken() throws(DocumentError) {
    switch (expected, bytes[index]) {
    case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")): try open(isObject: true)
    case (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")): try open(isObject: false)
    case (.valueOrEnd, UInt8(ascii: "]")), (.key, UInt8(ascii: "}")): close()
    case (.separator, UInt8(ascii: "]")) where levels.last?.isObject == false: close()
    case (.separator, UInt8(ascii: "}")) where levels.last?.isObject == true: close()
    case (.separator, UInt8(ascii: ",")): separate()
    case (.colon, UInt8(ascii: ":")):
      index += 1
      expected = .value
    case (.key, .quote): try readKey()
    case (.value, .quote), (.valueOrEnd, .quote): try readString()
    case (.value, let byte), (.valueOrEnd, let byte): try readLiteral(byte)
    default: throw error("'\(source.string(index..<min(index + 1, bytes.count)))' cannot stand here")
    }
  }

  private mutating func open(isObject: Bool) throws(DocumentError) {
    guard levels.count < Self.deepest else { throw error("nested more than \(Self.deepest) levels deep") }
    levels.append(Level(isObject: isObject))
    expected = isObject ? .key : .valueOrEnd
    index += 1
  }

  private mutating func close() {
    levels.removeLast()
    index += 1
    finishValue()
  }

  private mutating func finishValue() { expected = levels.isEmpty ? .nothing : .separator }

  private mutating func separate() {
    levels[levels.count - 1].index += 1
    expected = levels[levels.count - 1].isObject ? .key : .valueOrEnd
    index += 1
  }

  private mutating func readKey() throws(DocumentError) {
    let range = try stringRange()
    levels[levels.count - 1].key = JSONEscapes.text(bytes, range) ?? ""
    expected = .colon
  }

  private mutating func readString() throws(DocumentError) {
    let range = try stringRange()
    let path = levels.map { $0.isObject ? $0.key : "\($0.index)" }
    if filter.accepts(path) { strings.append((range, path)) }
    finishValue()
  }

  private mutating func stringRange() throws(DocumentError) -> Range<Int> {
    let start = index
    var end = index + 1
    while end < bytes.count, bytes[end] != .quote, bytes[end] >= 0x20 { end += bytes[end] == .backslash ? 2 : 1 }
    guard end < bytes.count, bytes[end] == .quote else { throw error("a string without its closing quote") }
    index = end + 1
    return start..<index
  }

  private mutating func readLiteral(_ byte: UInt8) throws(DocumentError) {
    let end = bytes.skip(index..<bytes.count) { $0.isASCIILetter || $0.isDigit || "+-.".utf8.contains($0) }
    let word = source.string(index..<end)
    let isNumber = Double(word) != nil && (byte.isDigit || byte == UInt8(ascii: "-"))
    guard isNumber || ["true", "false", "null"].contains(word) else {
      throw error("'\(word.isEmpty ? source.string(index..<index + 1) : word)' is no value")
    }
    index = end
    finishValue()
  }
}
