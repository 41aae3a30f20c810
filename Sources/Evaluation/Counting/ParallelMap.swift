import Dispatch

/// Runs `body` for `0..<count` on several threads and returns the results in order.
func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let slots = ResultSlots<Result>(count)
  defer { slots.free() }
  let next = AtomicCounter()
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while case let index = next.increment(), index < count { slots.base[index] = body(index) }
  }
  return (0..<count).compactMap { slots.base[$0] }
}

/// Memory in which every result has a place of its own, so that workers need not wait for each other.
private struct ResultSlots<Result: Sendable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Result?>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: nil, count: count)
  }

  func free() {
    base.deinitialize(count: count)
    base.deallocate()
  }
}
