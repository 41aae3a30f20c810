import Text

/// Signs that bytes were once read in a wrong encoding.
enum EncodingDamage {
  static func isFound(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var previous: UInt32 = 0
      var index = 0
      while index < bytes.count {
        if bytes[index] < 0x80 {
          if isLetterLost(bytes, index) { return true }
          previous = UInt32(bytes[index])
          index += 1
          continue
        }
        let (value, length) = decode(bytes, index)
        if isDamage(value, after: previous) { return true }
        previous = value
        index += length
      }
      return false
    }
  }

  /// UTF-8 read as Latin-1 or Windows-1252 shows a lead byte (Â, Ã, â) followed by what a continuation byte became.
  private static func isDamage(_ value: UInt32, after previous: UInt32) -> Bool {
    if value == 0xFFFD || (0x80...0x9F).contains(value) { return true }
    switch previous {
    case 0xC2: return (0xA0...0xBF).contains(value)
    case 0xC3: return (0xA0...0xBF).contains(value) || isWindows1252(value)
    case 0xE2: return value == 0x20AC || value == 0x201A
    default: return false
    }
  }

  /// What Windows-1252 puts where Latin-1 has controls.
  private static func isWindows1252(_ value: UInt32) -> Bool {
    [0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E, 0x192, 0x2C6, 0x2DC, 0x20AC, 0x2122].contains(value)
      || (0x2013...0x203A).contains(value)
  }

  /// "k?nnen": a question mark between small letters, in a word of letters only ("index.php?title" is none).
  private static func isLetterLost(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard bytes[index] == UInt8(ascii: "?"), index > 0, index + 1 < bytes.count, isSmall(bytes[index - 1]),
      isSmall(bytes[index + 1])
    else { return false }
    let word = bytes[..<index].reversed().prefix { $0 > 0x20 }.reversed() + bytes[index...].prefix { $0 > 0x20 }
    let letters = word.allSatisfy { isLetter($0) || $0 >= 0x80 || ["?", ",", "."].contains(Unicode.Scalar($0)) }
    return letters && !word.dropLast().contains(UInt8(ascii: "."))
  }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (UInt32, Int) {
    let lead = UInt32(bytes[index])
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard index + length <= bytes.count else { return (0xFFFD, bytes.count - index) }
    var value = lead & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (value, length)
  }
}
