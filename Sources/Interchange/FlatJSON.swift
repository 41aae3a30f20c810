import Transformer

/// JSON that is one list of texts, or one mapping from texts to whole numbers: vocabularies.
///
/// Foundation's decoder takes texts that are canonically equivalent for one key, and pieces of a vocabulary are not the
/// same for that; a YAML parser does not know JSON's escapes beyond U+FFFF.
struct FlatJSON {
  private var bytes: UnsafeRawBufferPointer
  private var position = 0
  private let path: String

  private init(_ bytes: UnsafeRawBufferPointer, path: String) { (self.bytes, self.path) = (bytes, path) }

  /// Texts with their numbers; those of a list are numbered from 0.
  static func pairs(contentsOf path: String) throws -> [(text: String, number: Int)] {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    var scanner = FlatJSON(file.bytes, path: path)
    return try scanner.pairs()
  }

  private mutating func pairs() throws -> [(text: String, number: Int)] {
    // A mark of UTF-8 may stand in front.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let isList = peek() == UInt8(ascii: "[")
    guard isList || peek() == UInt8(ascii: "{") else { throw unexpected }
    position += 1
    var pairs: [(String, Int)] = []
    let end = UInt8(ascii: isList ? "]" : "}")
    if peek() == end { return [] }
    while true {
      let text = try string()
      if isList {
        pairs.append((text, pairs.count))
      } else {
        guard peek() == UInt8(ascii: ":") else { throw unexpected }
        position += 1
        pairs.append((text, try number()))
      }
      let next = peek()
      position += 1
      if next == end { return pairs }
      guard next == UInt8(ascii: ",") else { throw unexpected }
    }
  }

  private var unexpected: InterchangeError {
    let line = bytes.prefix(position).count { $0 == 0x0A } + 1
    return .malformed(
      file: path, line: line, reason: "it is neither a list of texts nor a mapping from texts to numbers, in JSON")
  }

  /// The next byte that is no white space; it stays the next.
  private mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func number() throws -> Int {
    _ = peek()
    let digits = bytes[position...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw unexpected }
    position += digits.count
    return number
  }

  private mutating func string() throws -> String {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected }
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
      default: text.append(byte)
      }
    }
    throw unexpected
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard position < bytes.count else { throw unexpected }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"): return try unicode()
    case let byte where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(byte):
      return Unicode.Scalar(byte)
    default: throw unexpected
    }
  }

  /// Four digits, or twice so many where the first are half of a pair. Halves alone are U+FFFD.
  private mutating func unicode() throws -> Unicode.Scalar {
    let first = try hexadecimal()
    guard 0xD800...0xDBFF ~= first, bytes[position...].starts(with: "\\u".utf8) else {
      return Unicode.Scalar(first) ?? "\u{FFFD}"
    }
    position += 2
    let second = try hexadecimal()
    return Unicode.Scalar(0x10000 &+ (first - 0xD800) << 10 &+ second &- 0xDC00) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw unexpected
    }
    position += 4
    return number
  }
}
