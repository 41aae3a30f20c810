// Places in text as bytes: what programs mark in text is ASCII.

package func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
package func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

/// A place in bytes that moves forward.
package struct ByteScan {
  package let bytes: UnsafeBufferPointer<UInt8>
  package var position: Int

  package init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  package var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  package mutating func skip(while matches: (UInt8) -> Bool) {
    while let byte = current, matches(byte) { position += 1 }
  }

  package mutating func skipDigits() -> Int {
    let start = position
    skip(while: isDigit)
    return position - start
  }

  /// Moves behind the next `byte` of the line, if it is among the next `limit` bytes; false where there is none.
  package mutating func skip(to byte: UInt8, limit: Int = 400) -> Bool {
    let end = position + limit
    while let current, position < end, current != byte, current != 0x0A { position += 1 }
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// Beyond ASCII, lead bytes C2 and E2 begin punctuation, such as the quotes in "»%s«"; all others count as letters.
  package func letterFollows() -> Bool {
    guard position + 1 < bytes.count else { return false }
    let next = bytes[position + 1]
    return isLetter(next) || next >= 0x80 && next != 0xC2 && next != 0xE2
  }

  /// The text from `start` up to here and `count` bytes more.
  package func text(from start: Int, count: Int) -> String {
    String(decoding: bytes[start..<min(position + count, bytes.count)], as: UTF8.self)
  }
}
