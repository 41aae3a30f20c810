/// An immutable map from 64-bit keys to 32-bit values, made once and read by every worker without locks.
final class FrozenMap: @unchecked Sendable {
  // Unchecked, but safe: nothing is written after init.
  private let keys: UnsafeMutablePointer<UInt64>
  private let values: UnsafeMutablePointer<Int32>
  private let mask: UInt64
  private static let empty = UInt64.max

  /// The value of the first of equal keys counts.
  ///
  /// - Parameter keys: other than `UInt64.max`.
  init(keys newKeys: [UInt64], values newValues: [Int32]) {
    var capacity = 16
    while capacity < newKeys.count * 2 { capacity *= 2 }
    mask = UInt64(capacity - 1)
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: FrozenMap.empty, count: capacity)
    values = .allocate(capacity: capacity)
    values.initialize(repeating: -1, count: capacity)
    for (key, value) in zip(newKeys, newValues) {
      var slot = FrozenMap.hash(key) & mask
      while keys[Int(slot)] != FrozenMap.empty, keys[Int(slot)] != key { slot = (slot + 1) & mask }
      guard keys[Int(slot)] == FrozenMap.empty else { continue }
      keys[Int(slot)] = key
      values[Int(slot)] = value
    }
  }

  deinit {
    keys.deallocate()
    values.deallocate()
  }

  /// The value of `key`, or -1.
  @inline(__always)
  subscript(key: UInt64) -> Int32 {
    var slot = FrozenMap.hash(key) & mask
    while true {
      let found = keys[Int(slot)]
      if found == key { return values[Int(slot)] }
      if found == FrozenMap.empty { return -1 }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}
