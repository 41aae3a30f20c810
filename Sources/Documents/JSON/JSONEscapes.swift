/// The escapes of JSON strings.
struct JSONEscapes: Sendable {
  /// The file writes what is not ASCII as `\u00FC`.
  private let isASCII: Bool
  /// The file writes `\/`.
  private let escapesSlashes: Bool

  init(_ bytes: [UInt8]) {
    isASCII = bytes.firstRange(of: "\\u", from: 0) != nil && bytes.allSatisfy { $0 < 0x80 }
    escapesSlashes = bytes.firstRange(of: "\\/", from: 0) != nil
  }

  /// - Parameter range: with the quotation marks.
  /// - Returns: nil where an escape is none, or is half of a pair (a lone surrogate).
  static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
    var result: [UInt8] = []
    var index = range.lowerBound + 1
    while index < range.upperBound - 1 {
      guard bytes[index] == .backslash else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let letter = bytes[index + 1]
      if let value = simple[letter] {
        result.append(value)
        index += 2
      } else if letter == UInt8(ascii: "u"), let (scalar, length) = scalar(bytes, index..<(range.upperBound - 1)) {
        result += Array(String(scalar).utf8)
        index += length
      } else {
        return nil
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  private static let simple: [UInt8: UInt8] = [
    .quote: .quote, .backslash: .backslash, UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  private static func unit(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32? {
    guard range.count >= 6, bytes.starts(with: "\\u", at: range.lowerBound) else { return nil }
    let digits = bytes[(range.lowerBound + 2)..<(range.lowerBound + 6)]
    return digits.allSatisfy(\.isHexDigit) ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }

  private static func scalar(_ bytes: [UInt8], _ range: Range<Int>) -> (UnicodeScalar, Int)? {
    guard let first = unit(bytes, range) else { return nil }
    if let scalar = UnicodeScalar(first) { return first == 0 ? nil : (scalar, 6) }
    guard range.count >= 12, let second = unit(bytes, (range.lowerBound + 6)..<range.upperBound),
      (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
      let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { return nil }
    return (scalar, 12)
  }

  /// With quotation marks.
  func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "/" where escapesSlashes: result += "\\/"
      case _ where scalar.value < 0x20 || (isASCII && !scalar.isASCII):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
