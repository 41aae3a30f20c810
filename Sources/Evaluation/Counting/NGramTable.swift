/// Counts of the n-grams of one line's references, as a trie in an open hash table.
///
/// A node's key is (node of the n-gram without its last item, last item), so that equality is exact at every order and
/// n-grams are never copied. A slot's number is the node's name; slots do not move while a line is counted, because
/// `begin` makes room for all of it. Between lines nothing is cleared; older entries are told by their stamp.
package struct NGramTable: ~Copyable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    var stamp: UInt32 = 0
    /// How often the references hold this n-gram and no hypothesis n-gram was matched with it yet.
    var remaining: UInt32 = 0
  }

  private struct Tally: BitwiseCopyable {
    var reference: UInt32 = 0
    var count: UInt32 = 0
  }

  private var slots = Buffer<Slot>(capacity: 4096)
  private var tallies = Buffer<Tally>(capacity: 1)
  private var stamp: UInt32 = 0
  private var shift: UInt64 = 52
  private var mask = 4095

  package init() {}

  /// Forgets all n-grams and makes room for `count` distinct ones.
  package mutating func begin(count: Int) {
    var bits = 10
    while 1 << bits < count * 2 { bits += 1 }
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    slots.resize(to: max(slots.count, mask + 1), filling: Slot())
    stamp &+= 1
    guard stamp == 0 else { return }
    for index in 0..<slots.count { slots[index].stamp = 0 }
    stamp = 1
  }

  /// Enters every n-gram of `items` up to `order`; counts of several calls add up.
  package mutating func add(_ items: UnsafeBufferPointer<UInt32>, order: Int) {
    guard let base = items.baseAddress else { return }
    for start in 0..<items.count {
      var node: UInt64 = 0
      for index in start..<min(start + order, items.count) {
        let slot = findOrInsert(node << 32 | UInt64(base[index]))
        slots.base[slot].remaining += 1
        node = UInt64(slot + 1)
      }
    }
  }

  /// Enters the n-grams of one of several references: an n-gram's count is its largest in any one of them.
  /// `reference` counts from 1.
  mutating func addLargest(_ items: UnsafeBufferPointer<UInt32>, order: Int, reference: UInt32) {
    guard let base = items.baseAddress else { return }
    tallies.resize(to: max(tallies.count, mask + 1), filling: Tally())
    for start in 0..<items.count {
      var node: UInt64 = 0
      for index in start..<min(start + order, items.count) {
        let slot = findOrInsert(node << 32 | UInt64(base[index]))
        count(slot, in: reference)
        node = UInt64(slot + 1)
      }
    }
  }

  private mutating func count(_ slot: Int, in reference: UInt32) {
    if slots.base[slot].remaining == 0 || tallies.base[slot].reference != reference {
      tallies.base[slot] = Tally(reference: reference, count: 0)
    }
    tallies.base[slot].count += 1
    slots.base[slot].remaining = max(slots.base[slot].remaining, tallies.base[slot].count)
  }

  /// Matches the n-grams of a hypothesis, each at most as often as it was entered.
  ///
  /// - Parameter matches: [order], increased by the number of matched n-grams of each order.
  package mutating func match(
    _ items: UnsafeBufferPointer<UInt32>, order: Int, matches: UnsafeMutablePointer<Int>
  ) {
    guard let base = items.baseAddress else { return }
    for start in 0..<items.count {
      var node: UInt64 = 0
      for index in start..<min(start + order, items.count) {
        let slot = find(node << 32 | UInt64(base[index]))
        // No longer n-gram can be there either.
        if slot < 0 { break }
        if slots.base[slot].remaining > 0 {
          slots.base[slot].remaining -= 1
          matches[index - start] += 1
        }
        node = UInt64(slot + 1)
      }
    }
  }

  @inline(__always)
  private func home(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift) }

  @inline(__always)
  private mutating func findOrInsert(_ key: UInt64) -> Int {
    var slot = home(key)
    while slots.base[slot].stamp == stamp {
      if slots.base[slot].key == key { return slot }
      slot = (slot + 1) & mask
    }
    slots.base[slot] = Slot(key: key, stamp: stamp, remaining: 0)
    return slot
  }

  @inline(__always)
  private func find(_ key: UInt64) -> Int {
    var slot = home(key)
    while slots.base[slot].stamp == stamp {
      if slots.base[slot].key == key { return slot }
      slot = (slot + 1) & mask
    }
    return -1
  }
}
