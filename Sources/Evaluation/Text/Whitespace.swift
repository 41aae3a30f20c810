/// White space as Python's `str.split()` and `str.rstrip()` see it, which is what every published score was made with:
/// the Unicode White_Space characters and the four separators U+001C...U+001F.
enum Whitespace {
  /// The number of bytes of the white-space character at `index`, or 0 where there is none.
  @inline(__always)
  static func length(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Int {
    let lead = bytes[index]
    if lead < 0x80 { return isASCII(lead) ? 1 : 0 }
    if lead > 0xE3 { return 0 }
    return wideLength(bytes, at: index, end: end)
  }

  @inline(__always)
  static func isASCII(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F)
  }

  static func contains(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private static func wideLength(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Int {
    let lead = bytes[index]
    guard lead == 0xC2 || lead == 0xE1 || lead == 0xE2 || lead == 0xE3 else { return 0 }
    guard index + (lead == 0xC2 ? 2 : 3) <= end else { return 0 }
    let (scalar, length) = UTF8Scanning.decode(bytes, at: index)
    return contains(scalar) ? length : 0
  }

  /// `bytes` without the white space at its end.
  static func trimmedEnd(_ bytes: Bytes) -> Bytes {
    guard let base = bytes.baseAddress else { return bytes }
    var end = bytes.count
    while end > 0 {
      var start = end - 1
      while start > 0, UTF8Scanning.isContinuation(base[start]) { start -= 1 }
      let length = length(base, at: start, end: end)
      guard length > 0, start + length == end else { break }
      end = start
    }
    return Bytes(start: base, count: end)
  }

  /// `bytes` without the white space at its start.
  static func trimmedStart(_ bytes: Bytes) -> Bytes {
    guard let base = bytes.baseAddress else { return bytes }
    var start = 0
    while start < bytes.count {
      let length = length(base, at: start, end: bytes.count)
      guard length > 0 else { break }
      start += length
    }
    return Bytes(rebasing: bytes[start...])
  }
}
