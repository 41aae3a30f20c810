import Text

/// The workspace in which one word at a time is taken apart into characters and put together again by merges.
///
/// After `load` and `merge`, unit `i` of `count` is symbol `symbol(i)` (-1: unknown) and covers the bytes
/// `start(i)..<start(i + 1)` of the word.
final class WordMerger {
  private let table: MergeTable
  private(set) var count = 0
  private var capacity = 128
  private var symbols: UnsafeMutablePointer<Int32>
  private var starts: UnsafeMutablePointer<Int32>
  /// Rank of the pair that unit i makes with the next.
  private var ranks: UnsafeMutablePointer<Int32>

  private static let stale: Int32 = -1
  /// Words with more units than this take the way that does not rescan the word for every merge.
  private static let longWord = 512

  init(_ table: MergeTable) {
    self.table = table
    symbols = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity + 1)
    ranks = .allocate(capacity: capacity)
  }

  deinit { release() }

  func symbol(_ unit: Int) -> Int32 { symbols[unit] }
  func start(_ unit: Int) -> Int { Int(starts[unit]) }

  /// Takes a word apart into characters.
  ///
  /// - Parameters:
  ///   - word: valid UTF-8.
  ///   - spaceIsMarker: U+0020 stands for the marker `▁`, and a literal `▁` for a character without a symbol.
  func load(_ word: UnsafeBufferPointer<UInt8>, spaceIsMarker: Bool) {
    count = 0
    var position = 0
    while position < word.count {
      let (value, length) = decodeScalar(word, at: position)
      if count == capacity { grow() }
      starts[count] = Int32(position)
      position += length
      symbols[count] = symbol(for: value, isFinal: position == word.count, spaceIsMarker: spaceIsMarker)
      count += 1
    }
    starts[count] = Int32(word.count)
  }

  @inline(__always)
  private func symbol(for scalar: UInt32, isFinal: Bool, spaceIsMarker: Bool) -> Int32 {
    guard spaceIsMarker else { return table.character(scalar, isFinal: isFinal) }
    if scalar == 0x20 { return table.character(marker, isFinal: isFinal) }
    return scalar == marker ? -1 : table.character(scalar, isFinal: isFinal)
  }

  /// Applies merges, the lowest rank first and each from left to right, until none applies.
  func merge() {
    guard count > 1 else { return }
    if count > WordMerger.longWord { return mergeLong() }
    rankPairs(all: true)
    while let rank = lowestRank() {
      apply(rank) { ranks[$0] == rank }
      rankPairs(all: false)
    }
  }

  /// As `merge`, but at every step each pair that could merge is left out with probability `dropout`
  /// (BPE-dropout, Provilkov et al. 2020).
  func merge(dropout: Double, using generator: inout some RandomNumberGenerator) {
    guard dropout > 0 else { return merge() }
    guard count > 1 else { return }
    rankPairs(all: true)
    while count > 1 {
      var lowest = MergeTable.noRank
      // A pair that is left out in this step has its rank negated (and shifted, for rank 0 has no negative).
      for unit in 0..<count - 1 where ranks[unit] != MergeTable.noRank {
        if uniform(&generator) < dropout {
          ranks[unit] = -2 - ranks[unit]
        } else {
          lowest = min(lowest, ranks[unit])
        }
      }
      if lowest == MergeTable.noRank { break }
      apply(lowest) { ranks[$0] == lowest }
      for unit in 0..<max(0, count - 1) where ranks[unit] <= -2 { ranks[unit] = -2 - ranks[unit] }
      rankPairs(all: false)
    }
  }

  private func uniform(_ generator: inout some RandomNumberGenerator) -> Double {
    Double(generator.next() >> 11) * 0x1p-53
  }

  private func lowestRank() -> Int32? {
    var lowest = MergeTable.noRank
    for unit in 0..<max(0, count - 1) { lowest = min(lowest, ranks[unit]) }
    return lowest == MergeTable.noRank ? nil : lowest
  }

  /// Merges from left to right the pairs that `isChosen` finds; pairs beside a merged one become stale.
  @inline(__always)
  private func apply(_ rank: Int32, isChosen: (Int) -> Bool) {
    let result = table.result(of: rank)
    var kept = 0
    var unit = 0
    while unit < count {
      let merges = unit < count - 1 && isChosen(unit)
      starts[kept] = starts[unit]
      symbols[kept] = merges ? result : symbols[unit]
      let rankAfter = merges ? WordMerger.stale : ranks[unit]
      if merges, kept > 0 { ranks[kept - 1] = WordMerger.stale }
      ranks[kept] = rankAfter
      kept += 1
      unit += merges ? 2 : 1
    }
    starts[kept] = starts[count]
    count = kept
  }

  private func rankPairs(all: Bool) {
    for unit in 0..<max(0, count - 1) where all || ranks[unit] == WordMerger.stale {
      ranks[unit] = table.rank(symbols[unit], symbols[unit + 1])
    }
    ranks[count - 1] = MergeTable.noRank
  }

  private func mergeLong() {
    var word = LinkedWord(symbols: UnsafeBufferPointer(start: symbols, count: count), table: table)
    word.merge()
    var kept = 0
    word.forEachUnit { unit, symbol in
      symbols[kept] = symbol
      starts[kept] = starts[unit]
      kept += 1
    }
    starts[kept] = starts[count]
    count = kept
  }

  private func grow() {
    let old = (symbols, starts, ranks)
    symbols = .allocate(capacity: capacity * 2)
    starts = .allocate(capacity: capacity * 2 + 1)
    ranks = .allocate(capacity: capacity * 2)
    symbols.update(from: old.0, count: count)
    starts.update(from: old.1, count: count)
    capacity *= 2
    old.0.deallocate()
    old.1.deallocate()
    old.2.deallocate()
  }

  private func release() {
    symbols.deallocate()
    starts.deallocate()
    ranks.deallocate()
  }
}

/// `▁`, which stands for a space in pieces.
let marker: UInt32 = 0x2581
