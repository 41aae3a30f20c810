/// ICU counts in 32 bits, so a text is handed over in windows of at most this many bytes.
package let largestWindow = 1 << 28

/// Calls `body` with one part of `bytes` after another, none longer than `limit`. Parts end in front of an ASCII
/// character where there is one near, since nothing in front of it can combine with it, and never inside a character.
package func forEachWindow(
  of bytes: UnsafeBufferPointer<UInt8>, limit: Int = largestWindow,
  _ body: (_ start: Int, _ window: UnsafeBufferPointer<UInt8>) -> Void
) {
  var start = 0
  while bytes.count - start > limit {
    let end = windowEnd(in: bytes, from: start, to: start + limit)
    body(start, UnsafeBufferPointer(rebasing: bytes[start..<end]))
    start = end
  }
  body(start, UnsafeBufferPointer(rebasing: bytes[start...]))
}

private func windowEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int) -> Int {
  let nearest = max(start + 1, limit - 4096)
  if let ascii = (nearest...limit).last(where: { bytes[$0] < 0x80 }) { return ascii }
  return (nearest...limit).last { bytes[$0] & 0xC0 != 0x80 } ?? limit
}

extension String {
  /// Calls `body` with the UTF-8 bytes, without copying them where the string is native.
  @inline(__always)
  package func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    if let result = try utf8.withContiguousStorageIfAvailable(body) { return result }
    var copy = self
    return try copy.withUTF8(body)
  }
}
