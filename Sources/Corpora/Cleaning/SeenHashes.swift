/// Remembers hashes, with a small count for each, in bounded memory.
///
/// There are two tables of half the memory each. When the newer one is three quarters full the older one is forgotten and
/// takes its place. So everything is remembered up to 48 Ki hashes a MiB, and beyond that at least the latest half of
/// those; a repetition further apart than that is missed. Hashes have 61 bits: among 100 million pairs one false alarm
/// is to be expected in 460 runs.
package struct SeenHashes {
  private var new: [UInt64]
  private var old: [UInt64] = []
  private var used = 0

  /// The highest count that is told apart.
  package static let highestCount = 7

  package init(megabytes: Int) {
    // A power of two of 8-byte slots, two tables.
    var slots = 1 << 10
    while slots * 2 * 16 <= max(megabytes, 1) << 20 { slots *= 2 }
    limit = slots
    new = [UInt64](repeating: 0, count: min(1 << 16, slots))
  }

  private let limit: Int

  /// Counts one more occurrence of `hash`.
  ///
  /// - Returns: how often it had been seen before, at most ``highestCount``.
  package mutating func insert(_ hash: UInt64) -> Int {
    let place = Self.find(hash, in: new)
    if new[place] != 0 {
      let count = Int(new[place] & 7)
      if count < Self.highestCount { new[place] += 1 }
      return count
    }
    let before = old.isEmpty ? 0 : Int(old[Self.find(hash, in: old)] & 7)
    new[place] = hash & ~7 | UInt64(min(before + 1, Self.highestCount))
    used += 1
    if used * 4 > new.count * 3 { makeRoom() }
    return before
  }

  /// How often `hash` was seen.
  package func count(_ hash: UInt64) -> Int {
    let recent = Int(new[Self.find(hash, in: new)] & 7)
    return recent > 0 || old.isEmpty ? recent : Int(old[Self.find(hash, in: old)] & 7)
  }

  /// Where the hash is, or the free slot where it belongs. A used slot is never 0, as its count is at least 1.
  private static func find(_ hash: UInt64, in table: [UInt64]) -> Int {
    table.withUnsafeBufferPointer { table in
      let mask = table.count - 1
      var place = Int(truncatingIfNeeded: hash >> 3) & mask
      while table[place] != 0, (table[place] ^ hash) > 7 { place = (place + 1) & mask }
      return place
    }
  }

  private mutating func makeRoom() {
    if new.count >= limit {
      old = new
      new = [UInt64](repeating: 0, count: limit)
      used = 0
      return
    }
    let entries = new
    new = [UInt64](repeating: 0, count: entries.count * 2)
    for entry in entries where entry != 0 { new[Self.find(entry, in: new)] = entry }
  }
}
