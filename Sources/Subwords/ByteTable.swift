import Glibc

/// Numbers byte strings in the order in which they are first seen: an open-addressing hash table over one arena.
///
/// Callers keep what belongs to a string in arrays of their own, at its number. The hash is seeded anew in every
/// process, so that no input can be made to collide; numbers do not depend on it.
final class ByteTable {
  private struct Entry {
    var start: Int
    var length: Int32
    var hash: UInt32
  }

  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask: Int
  private var entries: UnsafeMutablePointer<Entry>
  private var entryCapacity: Int
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity: Int
  private(set) var byteCount = 0

  init(minimumCapacity: Int = 1024) {
    var slotCount = 16
    while slotCount < minimumCapacity * 2 { slotCount *= 2 }
    slotMask = slotCount - 1
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: -1, count: slotCount)
    entryCapacity = slotCount / 2
    entries = .allocate(capacity: entryCapacity)
    arenaCapacity = slotCount * 8
    arena = .allocate(capacity: arenaCapacity)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    arena.deallocate()
  }

  /// The number of `key`, or nil where it has none.
  func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slot(of: key, hash: hashBytes(key))
    return slots[slot] < 0 ? nil : Int(slots[slot])
  }

  /// The number of `key`, which is given the next one where it has none.
  func insert(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = hashBytes(key)
    let slot = slot(of: key, hash: hash)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    slots[slot] = Int32(count)
    append(key, hash: hash)
    if count * 2 > slotMask { rehash() }
    return count - 1
  }

  /// The bytes with number `index`; valid until the next insertion.
  subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena + entries[index].start, count: Int(entries[index].length))
  }

  /// Forgets every string and keeps the memory.
  func removeAll() {
    slots.update(repeating: -1, count: slotMask + 1)
    count = 0
    byteCount = 0
  }

  /// The slot that holds `key`, or the empty one where it belongs.
  @inline(__always)
  private func slot(of key: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    var slot = Int(hash) & slotMask
    while slots[slot] >= 0 {
      let entry = entries[Int(slots[slot])]
      if entry.hash == hash, Int(entry.length) == key.count, equalBytes(arena + entry.start, key) { break }
      slot = (slot + 1) & slotMask
    }
    return slot
  }

  private func append(_ key: UnsafeBufferPointer<UInt8>, hash: UInt32) {
    if count == entryCapacity {
      entries = moved(entries, count: count, capacity: entryCapacity * 2)
      entryCapacity *= 2
    }
    if byteCount + key.count > arenaCapacity {
      arenaCapacity = max(arenaCapacity * 2, byteCount + key.count)
      arena = moved(arena, count: byteCount, capacity: arenaCapacity)
    }
    if let base = key.baseAddress { (arena + byteCount).update(from: base, count: key.count) }
    entries[count] = Entry(start: byteCount, length: Int32(key.count), hash: hash)
    byteCount += key.count
    count += 1
  }

  private func rehash() {
    slots.deallocate()
    slotMask = slotMask * 2 + 1
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: -1, count: slotMask + 1)
    for index in 0..<count {
      var slot = Int(entries[index].hash) & slotMask
      while slots[slot] >= 0 { slot = (slot + 1) & slotMask }
      slots[slot] = Int32(index)
    }
  }
}

private func moved<T>(_ old: UnsafeMutablePointer<T>, count: Int, capacity: Int) -> UnsafeMutablePointer<T> {
  let new = UnsafeMutablePointer<T>.allocate(capacity: capacity)
  new.moveInitialize(from: old, count: count)
  old.deallocate()
  return new
}

private let hashSeed = UInt64.random(in: .min ... .max)

@inline(__always)
private func hashBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
  var state = hashSeed &+ UInt64(truncatingIfNeeded: bytes.count)
  guard let base = bytes.baseAddress else { return UInt32(truncatingIfNeeded: state) }
  var offset = 0
  while offset + 8 <= bytes.count {
    state = mixed(state, UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
    offset += 8
  }
  var tail: UInt64 = 0
  while offset < bytes.count {
    tail = tail << 8 | UInt64(base[offset])
    offset += 1
  }
  return UInt32(truncatingIfNeeded: mixed(state, tail) >> 16)
}

@inline(__always)
private func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
  let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return product.high ^ product.low &+ 0xD6E8_FEB8_6659_FD93
}

@inline(__always)
private func equalBytes(_ left: UnsafeMutablePointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let base = right.baseAddress else { return true }
  return memcmp(left, base, right.count) == 0
}
