/// Word edit distance inside an `EditBand`, with unit costs.
///
/// The whole matrix is kept for one hypothesis, the base. Variants that differ from it after some word are computed
/// from that row on, in two rows that take turns, and given up as soon as they cannot be good enough.
package struct EditDistance: ~Copyable {
  private var reference: UnsafeBufferPointer<UInt32> = UnsafeBufferPointer(start: nil, count: 0)
  private var rows = 0
  private var band = EditBand()
  /// Row 0: [columns + 1]
  private var firstRow = Buffer<Int32>()
  /// Rows 1...rows: [rows][band.stride]
  private var matrix = Buffer<Int32>()
  private var scratch = Buffer<Int32>()

  package init() {}

  private static let infinity: Int32 = 1 << 28

  /// - Parameters:
  ///   - reference: at least one word; must stay in place while distances are asked for.
  ///   - length: words of every hypothesis to come, at least 1.
  package mutating func begin(reference: UnsafeBufferPointer<UInt32>, length: Int) {
    self.reference = reference
    rows = length
    band.fit(rows: length, columns: reference.count)
    firstRow.count = 0
    for column in 0...reference.count { firstRow.append(Int32(column)) }
    matrix.reserve(rows * band.stride)
    scratch.reserve(2 * (reference.count + 2))
  }

  /// A row that can be indexed by column.
  @inline(__always)
  private func row(_ index: Int) -> UnsafeMutablePointer<Int32> {
    index == 0 ? firstRow.base : matrix.base + (index - 1) * band.stride + 1 - band.low[index]
  }

  /// Makes `words` the base, whose first `unchanged` words are those of the base before.
  ///
  /// - Returns: its distance.
  package mutating func rebase(to words: UnsafePointer<UInt32>, unchanged: Int) -> Int {
    for index in unchanged..<rows {
      _ = fill(row(index + 1), from: row(index), index: index + 1, word: words[index])
    }
    return Int(row(rows)[reference.count])
  }

  /// The distance of a variant whose first `unchanged` words are those of the base, or `nil` if it is above `limit`.
  func distance(of words: UnsafePointer<UInt32>, unchanged: Int, limit: Int) -> Int? {
    var previous = row(unchanged)
    var current = scratch.base + 1
    var other = scratch.base + reference.count + 3
    for index in unchanged..<rows {
      let bound = fill(current, from: previous, index: index + 1, word: words[index])
      if Int(bound) > limit { return nil }
      previous = current
      swap(&current, &other)
    }
    let distance = Int(previous[reference.count])
    return distance <= limit ? distance : nil
  }

  /// Computes a row out of the one above it, and the cells around it that the next row may read.
  ///
  /// - Returns: the least that any way through this row costs in the end.
  @inline(__always)
  private func fill(
    _ current: UnsafeMutablePointer<Int32>, from previous: UnsafeMutablePointer<Int32>, index: Int, word: UInt32
  ) -> Int32 {
    let (low, high) = (band.low[index], band.high[index])
    let reference = reference.baseAddress.unsafelyUnwrapped
    var left = EditDistance.infinity
    var bound = EditDistance.infinity
    var column = low
    if low == 0 {
      left = previous[0] + 1
      current[0] = left
      bound = left
      column = 1
    } else {
      current[low - 1] = left
    }
    while column < high {
      let diagonal = previous[column - 1] + (reference[column - 1] == word ? 0 : 1)
      left = min(min(diagonal, previous[column] + 1), min(left + 1, EditDistance.infinity))
      current[column] = left
      bound = min(bound, left)
      column += 1
    }
    let reached = index < rows ? band.high[index + 1] : high
    while column < reached {
      current[column] = EditDistance.infinity
      column += 1
    }
    return bound
  }

  enum Step: UInt8, BitwiseCopyable { case match, substitute, dropHypothesisWord, addReferenceWord }

  /// The cheapest way from the base to the reference, from the last step to the first.
  func traceBack(_ words: UnsafePointer<UInt32>, into steps: inout Buffer<Step>) {
    steps.count = 0
    var (line, column) = (rows, reference.count)
    while line > 0 || column > 0 {
      let step = step(words, line, column)
      steps.append(step)
      if step != .addReferenceWord { line -= 1 }
      if step != .dropHypothesisWord { column -= 1 }
    }
  }

  /// Of equally cheap steps the oracle takes a match or substitution first, then a drop.
  private func step(_ words: UnsafePointer<UInt32>, _ line: Int, _ column: Int) -> Step {
    if line == 0 { return .addReferenceWord }
    if column == 0 { return .dropHypothesisWord }
    let cost = row(line)[column]
    let above = row(line - 1)
    let isMatch = words[line - 1] == reference[column - 1]
    if cost == above[column - 1] + (isMatch ? 0 : 1) { return isMatch ? .match : .substitute }
    return cost == above[column] + 1 ? .dropHypothesisWord : .addReferenceWord
  }
}
