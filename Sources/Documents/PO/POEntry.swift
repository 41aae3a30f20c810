/// A string of a PO file: `"..."`, several of which in a row are one string.
struct POString: Sendable {
  /// With their quotes.
  var literals: [Range<Int>] = []

  var range: Range<Int> { (literals.first?.lowerBound ?? 0)..<(literals.last?.upperBound ?? 0) }
}

/// A message of a PO file and where its parts stand. Obsolete messages (`#~`) count as comments.
struct POEntry: Sendable {
  /// Its first keyword.
  var start = 0
  /// Lines that begin with `#,`, without their endings.
  var flags: [Range<Int>] = []
  /// The first line with an old msgid (`#|`).
  var previousStart: Int?
  var context: POString?
  var id = POString()
  var plural: POString?
  /// `msgstr`, or `msgstr[0]` and following.
  var forms: [POString] = []
}

/// Escapes of PO files, which are those of C.
enum POEscapes {
  /// nil where the bytes are not UTF-8.
  static func text(of string: POString, in bytes: [UInt8]) -> String? {
    var result: [UInt8] = []
    for literal in string.literals { append(bytes, (literal.lowerBound + 1)..<(literal.upperBound - 1), to: &result) }
    return String(validating: result, as: UTF8.self)
  }

  private static func append(_ bytes: [UInt8], _ range: Range<Int>, to result: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      guard bytes[index] == .backslash, index + 1 < range.upperBound else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index = appendEscape(bytes, (index + 1)..<range.upperBound, to: &result)
    }
  }

  /// `range` begins after the backslash. Returns where the escape ends.
  private static func appendEscape(_ bytes: [UInt8], _ range: Range<Int>, to result: inout [UInt8]) -> Int {
    let byte = bytes[range.lowerBound]
    if let simple = simple.first(where: { $0.letter == byte }) {
      result.append(simple.value)
      return range.lowerBound + 1
    }
    let isHexadecimal = byte == UInt8(ascii: "x")
    let start = isHexadecimal ? range.lowerBound + 1 : range.lowerBound
    let limit = min(range.upperBound, start + (isHexadecimal ? 2 : 3))
    let end = bytes.skip(start..<limit) { isHexadecimal ? $0.isHexDigit : (0x30...0x37).contains($0) }
    guard end > start else {
      result.append(byte)
      return range.lowerBound + 1
    }
    let digits = String(decoding: bytes[start..<end], as: UTF8.self)
    result.append(UInt8(truncatingIfNeeded: Int(digits, radix: isHexadecimal ? 16 : 8) ?? 0))
    return end
  }

  private static let simple: [(letter: UInt8, value: UInt8)] = [
    (UInt8(ascii: "n"), 10), (UInt8(ascii: "t"), 9), (.quote, .quote), (.backslash, .backslash),
    (UInt8(ascii: "r"), 13), (UInt8(ascii: "a"), 7), (UInt8(ascii: "b"), 8), (UInt8(ascii: "v"), 11),
    (UInt8(ascii: "f"), 12),
  ]

  static func escaped(_ text: Substring) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let simple = simple.first(where: { UInt32($0.value) == scalar.value }) {
        result += "\\" + String(UnicodeScalar(simple.letter))
      } else if scalar.value < 0x20 || scalar.value == 0x7F {
        let digits = String(scalar.value, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
