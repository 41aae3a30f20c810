import Glibc
import Synchronization

/// Calls `body` for `0..<count` on up to `threads` threads, of which the caller is one, in no certain order: each takes
/// the next number when it is done with one. After an error no more are started.
///
/// - Throws: one of the errors thrown by `body`.
package func concurrently<Failure>(
  threads: Int, count: Int, _ body: @Sendable (Int) throws(Failure) -> Void
) throws(Failure) {
  try withoutActuallyEscaping(body) { (body) throws(Failure) in
    try withWorkers(threads: threads, count: count) { body }
  }
}

/// As ``concurrently(threads:count:_:)``, with a result for each number, in order.
package func concurrentMap<Result: Sendable, Failure>(
  threads: Int, count: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  try concurrently(threads: threads, count: count) { (index) throws(Failure) in
    let result = try body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.compactMap { $0 }
}

/// As ``concurrently(threads:count:_:)``, where every thread works with things of its own: `makeWorker` is called once on
/// each.
package func withWorkers<Failure>(
  threads: Int, count: Int, _ makeWorker: @Sendable () -> (Int) throws(Failure) -> Void
) throws(Failure) {
  try withoutActuallyEscaping(makeWorker) { (makeWorker) throws(Failure) in
    let work = SharedWork(count: count, makeWorker)
    let helpers = (1..<max(1, min(threads, count))).compactMap { _ in startThread { work.run() } }
    work.run()
    for helper in helpers { pthread_join(helper, nil) }
    if let error = work.failure.withLock({ $0 }) { throw error }
  }
}

/// Numbers that several threads share out among themselves.
private final class SharedWork<Failure: Error>: Sendable {
  let failure = Mutex<Failure?>(nil)
  private let next = Atomic(0)
  private let count: Int
  private let makeWorker: @Sendable () -> (Int) throws(Failure) -> Void

  init(count: Int, _ makeWorker: @escaping @Sendable () -> (Int) throws(Failure) -> Void) {
    self.count = count
    self.makeWorker = makeWorker
  }

  /// Does what is left of the work, as the other threads do.
  func run() {
    let worker = makeWorker()
    while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
      do throws(Failure) {
        try worker(index)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        next.store(count, ordering: .relaxed)
      }
    }
  }
}
