import CXXHash
import Text

/// Hashes of text for finding what was seen before.
enum TextKey {
  /// The same for texts that differ in case, punctuation, symbols and spacing only; nil where nothing would be left.
  static func loose(_ text: String, digitsCount: Bool) -> UInt64? {
    var key: [UInt8] = []
    key.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars { append(scalar, to: &key, digitsCount: digitsCount) }
    return key.isEmpty ? nil : hash(key)
  }

  private static func append(_ scalar: Unicode.Scalar, to key: inout [UInt8], digitsCount: Bool) {
    switch scalar.value {
    case 0x61...0x7A: key.append(UInt8(scalar.value))
    case 0x41...0x5A: key.append(UInt8(scalar.value) | 0x20)
    case 0x30...0x39:
      if digitsCount { key.append(UInt8(scalar.value)) } else if key.last != 0x23 { key.append(0x23) }
    case 0x80...:
      guard scalar.isLetter || scalar.isNumber else { return }
      key.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    default: break
    }
  }

  /// The same for equal texts only.
  static func exact(_ text: String) -> UInt64 { hash(Array(text.utf8)) }

  /// Near-duplicates share it: pairs that differ in case, punctuation, spacing and the value of numbers.
  static func pair(_ pair: TextPair) -> UInt64 {
    let source = loose(pair.source, digitsCount: false) ?? exact(pair.source)
    let target = loose(pair.target, digitsCount: false) ?? exact(pair.target)
    return combine(source, target)
  }

  static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
    withUnsafeBytes(of: (first, second)) { XXH3_64bits($0.baseAddress, $0.count) }
  }

  private static func hash(_ bytes: [UInt8]) -> UInt64 { XXH3_64bits(bytes, bytes.count) }
}
