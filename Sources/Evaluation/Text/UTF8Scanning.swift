typealias Bytes = UnsafeBufferPointer<UInt8>

/// Decoding of text that is already known to be valid UTF-8.
enum UTF8Scanning {
  /// The code point that starts at `index`, and the number of its bytes.
  @inline(__always)
  static func decode(_ bytes: UnsafePointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
    let lead = UInt32(bytes[index])
    if lead < 0x80 { return (lead, 1) }
    if lead < 0xE0 { return ((lead & 0x1F) << 6 | tail(bytes[index + 1]), 2) }
    if lead < 0xF0 {
      return ((lead & 0x0F) << 12 | tail(bytes[index + 1]) << 6 | tail(bytes[index + 2]), 3)
    }
    let high = (lead & 0x07) << 18 | tail(bytes[index + 1]) << 12
    return (high | tail(bytes[index + 2]) << 6 | tail(bytes[index + 3]), 4)
  }

  @inline(__always)
  private static func tail(_ byte: UInt8) -> UInt32 { UInt32(byte & 0x3F) }

  static func append(_ scalar: UInt32, to output: inout Buffer<UInt8>) {
    guard scalar >= 0x80 else { return output.append(UInt8(scalar)) }
    if scalar < 0x800 {
      output.append(UInt8(0xC0 | scalar >> 6))
    } else {
      if scalar < 0x10000 {
        output.append(UInt8(0xE0 | scalar >> 12))
      } else {
        output.append(UInt8(0xF0 | scalar >> 18))
        output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      }
      output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    }
    output.append(UInt8(0x80 | scalar & 0x3F))
  }

  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
