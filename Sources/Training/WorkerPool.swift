import Dispatch

/// Runs number crunching on plain threads, one a core, outside Swift's cooperative pool.
package struct WorkerPool: Sendable {
  package let count: Int

  package init(count: Int) { self.count = max(1, count) }

  /// Calls `body` with 0 ..< count at the same time and returns the results in that order.
  ///
  /// Whatever `body` touches must belong to its own index or be read only: the compiler does not check it here.
  package func map<Result>(_ body: (Int) -> Result) -> [Result] {
    withoutActuallyEscaping(body) { body in
      let call = Unchecked(body)
      return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
        let results = Unchecked(buffer.baseAddress!)
        DispatchQueue.concurrentPerform(iterations: count) { index in
          (results.value + index).initialize(to: call.value(index))
        }
        initialized = count
      }
    }
  }

  /// Cuts 0 ..< total into one range a worker.
  package func map<Result>(over total: Int, _ body: (Range<Int>) -> Result) -> [Result] {
    map { index in
      // Cuts fall on multiples of 16 elements, one cache line.
      func cut(_ i: Int) -> Int { i == count ? total : (total / 16 * i / count) * 16 }
      return body(cut(index)..<cut(index + 1))
    }
  }

  private struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
}
