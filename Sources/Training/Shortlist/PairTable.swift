/// Numbers for pairs of a source and a target piece, in memory that does not grow beyond a limit: a hash table with
/// open addressing, out of which the smallest are thrown when it is full (lossy counting, Manku and Motwani 2002).
struct PairTable {
  private(set) var keys: [UInt64]
  var values: [Float]
  private(set) var count = 0
  private let maximumSlots: Int

  private static let empty = UInt64.max

  /// - Parameter maximumSlots: a power of two; each takes 12 bytes.
  init(maximumSlots: Int) {
    self.maximumSlots = maximumSlots
    let slots = min(1 << 16, maximumSlots)
    keys = Array(repeating: Self.empty, count: slots)
    values = Array(repeating: 0, count: slots)
  }

  static func key(source: Int32, target: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: target))
  }

  /// The slot of a pair, or -1.
  func find(_ key: UInt64) -> Int {
    keys.withUnsafeBufferPointer { keys in
      var slot = Self.home(key, keys.count)
      while keys[slot] != key {
        if keys[slot] == Self.empty { return -1 }
        slot = (slot + 1) & (keys.count - 1)
      }
      return slot
    }
  }

  /// Adds to a pair's number.
  mutating func add(_ value: Float, to key: UInt64) {
    var slot = Self.home(key, keys.count)
    while keys[slot] != key {
      if keys[slot] == Self.empty {
        keys[slot] = key
        count += 1
        break
      }
      slot = (slot + 1) & (keys.count - 1)
    }
    values[slot] += value
    if count * 4 > keys.count * 3 { makeRoom() }
  }

  func forEach(_ body: (_ source: Int32, _ target: Int32, _ value: Float) -> Void) {
    for (slot, key) in keys.enumerated() where key != Self.empty {
      body(Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key), values[slot])
    }
  }

  /// Keeps the pairs that `isWanted`.
  mutating func filter(_ isWanted: (_ source: Int32, _ target: Int32, _ value: Float) -> Bool) {
    rebuild(slots: keys.count, isWanted)
  }

  private mutating func makeRoom() {
    guard keys.count >= maximumSlots else { return rebuild(slots: 2 * keys.count) { _, _, _ in true } }
    var least: Float = 0.02
    while count * 2 > keys.count {
      rebuild(slots: keys.count) { _, _, value in value >= least }
      least *= 2
    }
  }

  private mutating func rebuild(slots: Int, _ isWanted: (Int32, Int32, Float) -> Bool) {
    let (oldKeys, oldValues) = (keys, values)
    keys = Array(repeating: Self.empty, count: slots)
    values = Array(repeating: 0, count: slots)
    count = 0
    for (old, key) in oldKeys.enumerated() where key != Self.empty {
      guard isWanted(Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key), oldValues[old]) else {
        continue
      }
      var slot = Self.home(key, slots)
      while keys[slot] != Self.empty { slot = (slot + 1) & (slots - 1) }
      keys[slot] = key
      values[slot] = oldValues[old]
      count += 1
    }
  }

  /// Fibonacci hashing.
  private static func home(_ key: UInt64, _ slots: Int) -> Int {
    Int(truncatingIfNeeded: ((key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15) >> 20) & (slots - 1)
  }
}
