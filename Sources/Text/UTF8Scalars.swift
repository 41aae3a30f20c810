/// The code point that begins at `position` of valid UTF-8, and how many bytes it takes. A sequence that is cut off
/// by the end of `bytes` is never read past it.
@inline(__always)
package func decodeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (value: UInt32, length: Int) {
  let lead = bytes[position]
  if lead < 0x80 { return (UInt32(lead), 1) }
  let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
  guard position + length <= bytes.count else { return (0xFFFD, bytes.count - position) }
  var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
  for offset in 1..<length { value = value << 6 | UInt32(bytes[position + offset] & 0x3F) }
  return (value, length)
}
