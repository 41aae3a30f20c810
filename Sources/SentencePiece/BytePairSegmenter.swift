/// Joins neighbours as long as what they spell together is a piece: always those of the best score, the leftmost first.
struct BytePairSegmenter: Segmenter {
  /// A character, a symbol of the user's, or what has been joined.
  private struct Symbol {
    var start: Int32
    /// Where it ends; where it starts, once it has been joined to what stands before it.
    var end: Int32
    var previous: Int32
    var next: Int32
    var isFrozen: Bool
  }

  /// Neighbours that may be joined.
  private struct Pair: Comparable {
    let score: Float
    let left, right: Int32
    let length: Int32

    static func < (one: Pair, other: Pair) -> Bool {
      one.score == other.score ? one.left > other.left : one.score < other.score
    }
  }

  private let model: SentencePieceModel
  private let hasUnused: Bool
  private var symbols: [Symbol] = []
  private var heap: [Pair] = []
  /// Where the halves of pieces meet that are made, but not used.
  private var halves: [[UInt8]: Int] = [:]

  init(_ model: SentencePieceModel) {
    self.model = model
    hasUnused = model.kinds.contains(.unused)
  }

  mutating func segment(_ text: UnsafeBufferPointer<UInt8>, into segments: inout [Segment]) {
    cut(text)
    for right in symbols.indices.dropFirst() { offer(Int32(right) - 1, Int32(right), text) }
    while let pair = pop() { join(pair, text) }
    var index: Int32 = symbols.isEmpty ? -1 : 0
    while index >= 0 {
      let symbol = symbols[Int(index)]
      append(Int(symbol.start)..<Int(symbol.end), text, &segments)
      index = symbol.next
    }
  }

  private mutating func cut(_ text: UnsafeBufferPointer<UInt8>) {
    symbols.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
    if hasUnused { halves.removeAll(keepingCapacity: true) }
    var start = 0
    while start < text.count {
      let symbol = model.userDefined?.longestMatch(text, from: start)
      let end = start + (symbol ?? min(announcedLength(text[start]), text.count - start))
      let index = Int32(symbols.count)
      symbols.append(
        Symbol(
          start: Int32(start), end: Int32(end), previous: index - 1, next: end == text.count ? -1 : index + 1,
          isFrozen: symbol != nil))
      start = end
    }
  }

  private mutating func offer(_ left: Int32, _ right: Int32, _ text: UnsafeBufferPointer<UInt8>) {
    guard left >= 0, right >= 0 else { return }
    let (one, other) = (symbols[Int(left)], symbols[Int(right)])
    guard !one.isFrozen, !other.isFrozen else { return }
    let range = Int(one.start)..<Int(other.end)
    let joined = UnsafeBufferPointer(rebasing: text[range])
    let id = model.pieces.find(joined)
    guard id >= 0 else { return }
    push(Pair(score: model.scores[Int(id)], left: left, right: right, length: Int32(range.count)))
    if hasUnused, model.kinds[Int(id)] == .unused { halves[Array(joined)] = Int(one.end - one.start) }
  }

  private mutating func join(_ pair: Pair, _ text: UnsafeBufferPointer<UInt8>) {
    let (left, right) = (symbols[Int(pair.left)], symbols[Int(pair.right)])
    // One of them may have been joined to something else meanwhile.
    guard left.start < left.end, right.start < right.end,
      left.end - left.start + right.end - right.start == pair.length
    else { return }
    symbols[Int(pair.left)].end = right.end
    symbols[Int(pair.left)].next = right.next
    if right.next >= 0 { symbols[Int(right.next)].previous = pair.left }
    symbols[Int(pair.right)].end = right.start
    offer(left.previous, pair.left, text)
    offer(pair.left, right.next, text)
  }

  /// Appends a piece, or the halves of one that is not used.
  private func append(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ segments: inout [Segment]) {
    let spelling = UnsafeBufferPointer(rebasing: text[range])
    let id = model.find(spelling)
    if hasUnused, id >= 0, model.kinds[Int(id)] == .unused, let half = halves[Array(spelling)] {
      append(range.lowerBound..<range.lowerBound + half, text, &segments)
      append(range.lowerBound + half..<range.upperBound, text, &segments)
    } else {
      segments.append(Segment(range: range, id: id < 0 ? model.unknown : id))
    }
  }

  private mutating func push(_ pair: Pair) {
    var place = heap.count
    heap.append(pair)
    while place > 0, heap[(place - 1) / 2] < pair {
      heap[place] = heap[(place - 1) / 2]
      place = (place - 1) / 2
    }
    heap[place] = pair
  }

  private mutating func pop() -> Pair? {
    guard let top = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return top }
    var place = 0
    while 2 * place + 1 < heap.count {
      var child = 2 * place + 1
      if child + 1 < heap.count, heap[child] < heap[child + 1] { child += 1 }
      guard last < heap[child] else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return top
  }
}
