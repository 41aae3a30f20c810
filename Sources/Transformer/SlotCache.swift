import Tensors

/// Keys and values of past positions, one slot for each row of each step, in the order in which they were made.
struct SlotCache {
  private var storage = FloatStorage(count: 0)
  private let width: Int
  private(set) var count = 0

  /// - Parameter width: floats a slot.
  init(width: Int) { self.width = width }

  var pointer: UnsafeMutablePointer<Float> { storage.pointer }

  mutating func removeAll() { count = 0 }

  /// Makes room for `rows` more slots.
  mutating func append(_ rows: Int) {
    if (count + rows) * width > storage.count {
      let grown = FloatStorage(count: max((count + rows) * width, 2 * storage.count))
      grown.pointer.update(from: storage.pointer, count: count * width)
      storage = grown
    }
    count += rows
  }

  /// The slots added last, `[rows, width]`.
  func lastRows(_ rows: Int) -> Matrix {
    Matrix(storage.pointer + (count - rows) * width, rows: rows, columns: width)
  }
}

/// For every live hypothesis the slots of its past, oldest first.
struct SlotHistory {
  private var slots: [Int32] = []
  private var previous: [Int32] = []
  private var length = 0

  mutating func reset() {
    length = 0
    slots.removeAll(keepingCapacity: true)
  }

  /// Row `r` now continues row `parents[r]` and owns slot `firstSlot + r`.
  mutating func advance(parents: [Int32], firstSlot: Int) {
    swap(&slots, &previous)
    slots.removeAll(keepingCapacity: true)
    for (row, parent) in parents.enumerated() {
      let start = Int(parent) * length
      if length > 0 { slots.append(contentsOf: previous[start..<start + length]) }
      slots.append(Int32(firstSlot + row))
    }
    length += 1
  }

  func withSlots(of row: Int, _ body: (UnsafeBufferPointer<Int32>) -> Void) {
    slots.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[row * length..<(row + 1) * length])) }
  }
}
