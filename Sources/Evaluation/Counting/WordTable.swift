/// Numbers the distinct words of one line and its references: 0, 1, 2 ... in order of appearance.
///
/// Words are compared byte by byte, so that no two words share a number. Between lines nothing is cleared; entries of
/// earlier lines are told by their stamp.
struct WordTable: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var hash: UInt64 = 0
    var start: Int = 0
    var count: Int32 = 0
    var number: UInt32 = 0
    var stamp: UInt32 = 0
  }

  private var entries = Buffer<Entry>(capacity: 1024)
  private var arena = Buffer<UInt8>(capacity: 4096)
  private var mask = 0
  private var stamp: UInt32 = 0
  private var size: UInt32 = 0

  /// Forgets all words.
  mutating func begin() {
    arena.count = 0
    size = 0
    entries.resize(to: max(entries.count, 64), filling: Entry())
    mask = 63
    stamp &+= 1
    guard stamp == 0 else { return }
    for index in 0..<entries.count { entries[index].stamp = 0 }
    stamp = 1
  }

  /// Doubles the slots in use, keeping the numbers given so far.
  private mutating func grow() {
    let live = (0...mask).map { entries[$0] }.filter { $0.stamp == stamp }
    mask = mask * 2 + 1
    entries.resize(to: max(entries.count, mask + 1), filling: Entry())
    for index in 0...mask { entries[index].stamp = 0 }
    for entry in live {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while entries[slot].stamp == stamp { slot = (slot + 1) & mask }
      entries[slot] = entry
    }
  }

  /// The number of `word`, a new one where it has not been seen in this line.
  mutating func number(of word: Bytes) -> UInt32 {
    let hash = WordTable.hash(word)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while entries.base[slot].stamp == stamp {
      if entries.base[slot].hash == hash, isEqual(entries.base[slot], word) { return entries.base[slot].number }
      slot = (slot + 1) & mask
    }
    entries.base[slot] = Entry(hash: hash, start: arena.count, count: Int32(word.count), number: size, stamp: stamp)
    arena.append(word)
    size += 1
    let number = size - 1
    if Int(size) * 2 > mask { grow() }
    return number
  }

  @inline(__always)
  private func isEqual(_ entry: Entry, _ word: Bytes) -> Bool {
    guard Int(entry.count) == word.count else { return false }
    for index in 0..<word.count where arena.base[entry.start + index] != word[index] { return false }
    return true
  }

  /// FNV-1a with a last mix, since slots are taken from the low bits.
  @inline(__always)
  private static func hash(_ word: Bytes) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ hash >> 32
  }
}
