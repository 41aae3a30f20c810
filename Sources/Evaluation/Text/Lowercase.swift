import CUnicode

/// Full lower-casing as Python's `str.lower()` does it: one code point at a time, with two exceptions.
///
/// Capital sigma becomes final sigma at the end of a word (Unicode 3.13, Final_Sigma), and U+0130 becomes two code
/// points.
enum Lowercase {
  static func append(_ bytes: Bytes, to output: inout Buffer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    output.reserve(output.count + bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = base[index]
      if byte < 0x80 {
        output.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        index += 1
      } else {
        index += appendWide(bytes, at: index, to: &output)
      }
    }
  }

  private static func appendWide(_ bytes: Bytes, at index: Int, to output: inout Buffer<UInt8>) -> Int {
    guard let base = bytes.baseAddress else { return 1 }
    let (scalar, length) = UTF8Scanning.decode(base, at: index)
    switch scalar {
    case 0x130:
      UTF8Scanning.append(0x69, to: &output)
      UTF8Scanning.append(0x307, to: &output)
    case 0x3A3:
      UTF8Scanning.append(isFinalSigma(bytes, at: index) ? 0x3C2 : 0x3C3, to: &output)
    default:
      UTF8Scanning.append(UInt32(bitPattern: cu_simple_lowercase(Int32(bitPattern: scalar))), to: &output)
    }
    return length
  }

  /// Whether a cased letter comes before the sigma and none after it, skipping what case ignores.
  private static func isFinalSigma(_ bytes: Bytes, at sigma: Int) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    var before = sigma
    var hasCasedBefore = false
    while before > 0 {
      before -= 1
      while before > 0, UTF8Scanning.isContinuation(base[before]) { before -= 1 }
      let scalar = Int32(bitPattern: UTF8Scanning.decode(base, at: before).scalar)
      if cu_is_case_ignorable(scalar) { continue }
      hasCasedBefore = cu_is_cased(scalar)
      break
    }
    return hasCasedBefore && !startsWithCased(bytes, from: sigma + 2)
  }

  private static func startsWithCased(_ bytes: Bytes, from start: Int) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    var index = start
    while index < bytes.count {
      let (scalar, length) = UTF8Scanning.decode(base, at: index)
      if !cu_is_case_ignorable(Int32(bitPattern: scalar)) { return cu_is_cased(Int32(bitPattern: scalar)) }
      index += length
    }
    return false
  }
}
