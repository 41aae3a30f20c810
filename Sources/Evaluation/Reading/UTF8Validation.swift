/// Checks text against the definition of UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Validation {
  /// Where the first byte that is not part of a character stands; `nil` for valid text.
  package static func firstError(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        if bytes[index] < 0x80 {
          index += 1
          continue
        }
        let length = length(bytes, at: index)
        if length == 0 { return index }
        index += length
      }
      return nil
    }
  }

  /// The bytes of the character at `index`, 0 where there is none.
  private static func length(_ bytes: Bytes, at index: Int) -> Int {
    guard let form = form(bytes[index]), index + form.length <= bytes.count else { return 0 }
    guard form.second.contains(bytes[index + 1]) else { return 0 }
    for offset in 2..<max(2, form.length) where !UTF8Scanning.isContinuation(bytes[index + offset]) { return 0 }
    return form.length
  }

  /// The length that a lead byte announces, and what may come second.
  private static func form(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
