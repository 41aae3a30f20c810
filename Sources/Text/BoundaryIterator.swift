import CUnicode

/// Owns one ICU break iterator and the buffer for its results.
final class BoundaryIterator {
  private let breaker: OpaquePointer
  private var found: UnsafeMutablePointer<Int32>
  private var capacity = 256

  init(_ kind: cu_boundary, locale: String) throws(TextError) {
    var status: Int32 = 0
    guard let breaker = cu_breaker_open(kind, locale, &status), status <= 0 else {
      throw .boundariesUnavailable(
        kind: kind == CU_WORD ? "word" : "sentence", locale: locale, reason: icuErrorName(status))
    }
    self.breaker = breaker
    found = .allocate(capacity: capacity)
  }

  deinit {
    cu_breaker_close(breaker)
    found.deallocate()
  }

  /// The byte offsets at which segments of `bytes` (valid UTF-8 of at most `largestWindow` bytes) end, rising, the
  /// last being its length; none for no bytes. The result stays valid until the next call.
  func boundaries(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int32> {
    var status: Int32 = 0
    var count = 0
    bytes.withMemoryRebound(to: CChar.self) { cu_breaker_set(breaker, $0.baseAddress, Int32($0.count), &status) }
    while status <= 0 {
      count += Int(cu_breaker_next(breaker, found + count, Int32(capacity - count)))
      if count < capacity { break }
      grow()
    }
    // Whatever ICU did, the segments cover the text.
    if !bytes.isEmpty, count == 0 || found[count - 1] != Int32(bytes.count) {
      found[count] = Int32(bytes.count)
      count += 1
    }
    return UnsafeBufferPointer(start: found, count: count)
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
    larger.update(from: found, count: capacity)
    found.deallocate()
    found = larger
    capacity *= 2
  }
}
