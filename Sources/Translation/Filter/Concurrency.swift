import Dispatch
import FoundationEssentials
import Synchronization

/// Calls `body` for `0..<count` on up to `threads` threads of the system's, in no certain order, each taking the next
/// number when it is done with one. After an error no more are started.
///
/// - Throws: one of the errors thrown by `body`.
func concurrently(threads: Int, count: Int, _ body: @Sendable (Int) throws -> Void) throws {
  let next = Atomic(0)
  let failure = Mutex<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      do {
        try body(index)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        next.store(count, ordering: .relaxed)
      }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}

/// As ``concurrently(threads:count:_:)``, with a result for each number.
func concurrentMap<Result: Sendable>(
  threads: Int, count: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  try concurrently(threads: threads, count: count) { index in
    let result = try body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.compactMap { $0 }
}

/// The processors that this process may run on.
public var availableProcessors: Int { ProcessInfo.processInfo.activeProcessorCount }
