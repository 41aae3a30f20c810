/// Merges in a word of any length in n log n: a linked list of units and a heap of pairs.
///
/// All pairs of the lowest rank merge in one round, from left to right, before pairs that arise from them are looked
/// at; that is the order in which subword-nmt merges, and codes files can be made on which another order differs.
struct LinkedWord {
  private var symbols: [Int32]
  private var next: [Int32]
  private var previous: [Int32]
  private var heap: BinaryHeap<Candidate>
  private let table: MergeTable

  private struct Candidate {
    var rank: Int32
    var position: Int32

    static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
      (left.rank, left.position) < (right.rank, right.position)
    }
  }

  private static let gone: Int32 = -2

  init(symbols: UnsafeBufferPointer<Int32>, table: MergeTable) {
    let count = Int32(symbols.count)
    self.symbols = Array(symbols)
    self.table = table
    next = (0..<count).map { $0 + 1 }
    previous = (0..<count).map { $0 - 1 }
    heap = BinaryHeap(by: Candidate.precedes)
    for position in 0..<count { push(position) }
  }

  /// Applies merges until none applies.
  mutating func merge() {
    while let rank = heap.top?.rank {
      var changed: [Int32] = []
      while let candidate = heap.top, candidate.rank == rank {
        heap.removeTop(by: Candidate.precedes)
        if self.rank(at: candidate.position) == rank { changed.append(join(candidate.position, rank)) }
      }
      for position in changed where symbols[Int(position)] != LinkedWord.gone {
        push(position)
        if previous[Int(position)] >= 0 { push(previous[Int(position)]) }
      }
    }
  }

  /// The units that are left, with the place of their first character.
  func forEachUnit(_ body: (_ first: Int, _ symbol: Int32) -> Void) {
    for position in symbols.indices where symbols[position] != LinkedWord.gone { body(position, symbols[position]) }
  }

  private mutating func push(_ position: Int32) {
    let rank = rank(at: position)
    guard rank != MergeTable.noRank else { return }
    heap.insert(Candidate(rank: rank, position: position), by: Candidate.precedes)
  }

  private func rank(at position: Int32) -> Int32 {
    let following = Int(next[Int(position)])
    guard symbols[Int(position)] >= 0, following < symbols.count else { return MergeTable.noRank }
    return table.rank(symbols[Int(position)], symbols[following])
  }

  /// Merges the unit at `position` with the next.
  private mutating func join(_ position: Int32, _ rank: Int32) -> Int32 {
    let absorbed = Int(next[Int(position)])
    symbols[Int(position)] = table.result(of: rank)
    symbols[absorbed] = LinkedWord.gone
    next[Int(position)] = next[absorbed]
    if Int(next[absorbed]) < symbols.count { previous[Int(next[absorbed])] = position }
    return position
  }
}
