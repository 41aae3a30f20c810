import CKernels
import Tensors

/// How keys and values are kept between the steps of the decoder.
enum CacheElement {
  case float32
  /// Half the memory, which is what attention waits for; its rounding is far below that of int8 products.
  case float16

  /// For the C functions.
  var isHalf: Int32 { self == .float16 ? 1 : 0 }

  /// Memory for `count` elements.
  func floats(_ count: Int) -> Int { self == .float16 ? (count + 1) / 2 : count }
}

/// Keys and values of past positions of one layer, a slot for each.
struct SlotCache {
  private var storage = FloatStorage(count: 0)
  private let width: Int
  private let element: CacheElement

  /// - Parameter width: elements of a slot, keys and values together.
  init(width: Int, element: CacheElement) {
    self.width = width
    self.element = element
  }

  var pointer: UnsafeRawPointer { UnsafeRawPointer(storage.pointer) }

  /// Makes room for `slots`, keeping what there is.
  mutating func reserve(_ slots: Int) {
    let needed = slots * element.floats(width)
    guard needed > storage.count else { return }
    let grown = FloatStorage(count: needed)
    grown.pointer.update(from: storage.pointer, count: storage.count)
    storage = grown
  }

  /// Fills a slot with `values`, `[width]`.
  func write(_ values: UnsafePointer<Float>, to slot: Int32) {
    let start = storage.pointer + Int(slot) * element.floats(width)
    switch element {
    case .float32: start.update(from: values, count: width)
    case .float16: start.withMemoryRebound(to: UInt16.self, capacity: width) { ck_f32_to_f16(values, width, $0) }
    }
  }
}

/// For every live hypothesis the slots of its past, oldest first.
///
/// Slots that no live hypothesis knows are used again, so that a cache stays as small as what is read of it.
struct SlotHistory {
  private var slots: [Int32] = []
  private var previous: [Int32] = []
  private var free: [Int32] = []
  private var isUsed: [Bool] = []
  private var length = 0

  /// Slots that caches need to have.
  var capacity: Int { isUsed.count }

  mutating func reset() {
    length = 0
    slots.removeAll(keepingCapacity: true)
    free = (0..<Int32(capacity)).reversed()
  }

  /// Row `r` now continues row `parents[r]` and owns one slot more, ``newSlot(of:)``.
  mutating func advance(parents: [Int32]) {
    swap(&slots, &previous)
    slots.removeAll(keepingCapacity: true)
    for parent in parents {
      let start = Int(parent) * length
      if length > 0 { slots.append(contentsOf: previous[start..<start + length]) }
      slots.append(-1)
    }
    length += 1
    if free.count < parents.count { collect(atLeast: parents.count) }
    for row in parents.indices { slots[(row + 1) * length - 1] = free.removeLast() }
  }

  /// Finds the slots that are not in use, and makes more where they are few.
  private mutating func collect(atLeast count: Int) {
    for slot in isUsed.indices { isUsed[slot] = false }
    for slot in slots where slot >= 0 { isUsed[Int(slot)] = true }
    free.removeAll(keepingCapacity: true)
    for slot in isUsed.indices.reversed() where !isUsed[slot] { free.append(Int32(slot)) }
    // So many that this is not due again soon.
    guard free.count < 4 * count else { return }
    let grown = capacity + max(8 * count, capacity / 2)
    free.insert(contentsOf: (Int32(capacity)..<Int32(grown)).reversed(), at: 0)
    isUsed.append(contentsOf: repeatElement(false, count: grown - capacity))
  }

  func newSlot(of row: Int) -> Int32 { slots[(row + 1) * length - 1] }

  func withSlots(of row: Int, _ body: (UnsafeBufferPointer<Int32>) -> Void) {
    slots.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[row * length..<(row + 1) * length])) }
  }

  /// Positions of every hypothesis.
  var count: Int { length }
}
