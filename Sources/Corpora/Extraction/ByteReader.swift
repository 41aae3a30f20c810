/// Numbers and stretches of a binary file, with every access checked.
struct ByteReader {
  let bytes: [UInt8]
  var isBigEndian = true

  /// The 32-bit number at `offset`, or nil beyond the end.
  func uint32(at offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - 4 else { return nil }
    var value = 0
    for index in 0..<4 { value = value << 8 | Int(bytes[isBigEndian ? offset + index : offset + 3 - index]) }
    return value
  }

  func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
    return bytes[offset..<offset + count]
  }
}
