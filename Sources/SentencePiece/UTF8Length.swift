/// The length of the well-formed UTF-8 sequence at `start`; nil where there is none.
@inline(__always)
func utf8Length(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
  let first = text[start]
  if first < 0x80 { return 1 }
  let rest = text.count - start
  func isTail(_ offset: Int) -> Bool { text[start + offset] & 0xC0 == 0x80 }
  switch first {
  case 0xC2...0xDF: return rest > 1 && isTail(1) ? 2 : nil
  case 0xE0...0xEF:
    guard rest > 2, isTail(1), isTail(2) else { return nil }
    let isOverlong = first == 0xE0 && text[start + 1] < 0xA0
    let isSurrogate = first == 0xED && text[start + 1] >= 0xA0
    return isOverlong || isSurrogate ? nil : 3
  case 0xF0...0xF4:
    guard rest > 3, isTail(1), isTail(2), isTail(3) else { return nil }
    let isOverlong = first == 0xF0 && text[start + 1] < 0x90
    let isTooLarge = first == 0xF4 && text[start + 1] >= 0x90
    return isOverlong || isTooLarge ? nil : 4
  default: return nil
  }
}

/// The length of the sequence that a lead byte announces, whether or not it is there.
@inline(__always)
func announcedLength(_ lead: UInt8) -> Int { lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }
