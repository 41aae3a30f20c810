/// Remembers the ids of byte strings seen before; starts afresh when it is full, so its memory is bounded.
final class TokenCache {
  private let table: ByteTable
  private let ends: UnsafeMutablePointer<Int32>
  private let tokens: UnsafeMutablePointer<Int32>
  private var tokenCount = 0

  private static let entryLimit = 1 << 16
  private static let tokenLimit = 1 << 19

  init() {
    table = ByteTable(minimumCapacity: 4096)
    ends = .allocate(capacity: TokenCache.entryLimit + 1)
    ends[0] = 0
    tokens = .allocate(capacity: TokenCache.tokenLimit)
  }

  deinit {
    ends.deallocate()
    tokens.deallocate()
  }

  /// The ids of `key`; valid until the next `store`.
  @inline(__always)
  func find(_ key: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int32>? {
    guard let index = table.find(key) else { return nil }
    let start = Int(ends[index])
    return UnsafeBufferPointer(start: tokens + start, count: Int(ends[index + 1]) - start)
  }

  /// Remembers the ids of `key`, which must be new.
  func store(_ key: UnsafeBufferPointer<UInt8>, _ ids: ArraySlice<Int32>) {
    guard ids.count <= TokenCache.tokenLimit / 16 else { return }
    if table.count == TokenCache.entryLimit || tokenCount + ids.count > TokenCache.tokenLimit {
      table.removeAll()
      tokenCount = 0
    }
    for id in ids {
      tokens[tokenCount] = id
      tokenCount += 1
    }
    ends[table.insert(key) + 1] = Int32(tokenCount)
  }
}
