import FoundationEssentials
import Glibc
import Synchronization

/// Calls `body` for `0..<count` on up to `threads` threads, of which the caller is one, in no certain order: each takes
/// the next number when it is done with one. After an error no more are started.
///
/// The threads are plain ones: the system's pool gives none away on a busy machine, and leaves all to the caller.
///
/// - Throws: one of the errors thrown by `body`.
package func concurrently(threads: Int, count: Int, _ body: @Sendable (Int) throws -> Void) throws {
  try withoutActuallyEscaping(body) { body in
    let work = SharedWork(count: count, body)
    let helpers = (1..<max(1, min(threads, count))).compactMap { _ in startThread { work.run() } }
    work.run()
    for helper in helpers { pthread_join(helper, nil) }
    if let error = work.failure.withLock({ $0 }) { throw error }
  }
}

/// As ``concurrently(threads:count:_:)``, with a result for each number.
package func concurrentMap<Result: Sendable>(
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

/// Numbers that several threads share out among themselves.
private final class SharedWork: Sendable {
  let failure = Mutex<(any Error)?>(nil)
  private let next = Atomic(0)
  private let count: Int
  private let body: @Sendable (Int) throws -> Void

  init(count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    self.count = count
    self.body = body
  }

  /// Does what is left of the work, as the other threads do.
  func run() {
    while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
      do {
        try body(index)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        next.store(count, ordering: .relaxed)
      }
    }
  }
}

/// Calls `body` on a thread that is there for it alone, so that the pool of the tasks' threads stays free.
func onThreadOfItsOwn<Success: Sendable>(_ body: @escaping @Sendable () throws -> Success) async throws -> Success {
  try await withCheckedThrowingContinuation { continuation in
    let run: @Sendable () -> Void = { continuation.resume(with: Result(catching: body)) }
    // Where the system has no more threads, this one has to do.
    if !startDetachedThread(run) { run() }
  }
}

/// Starts a thread that nobody waits for. False where the system has no more of them.
package func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  guard let thread = startThread(body) else { return false }
  pthread_detach(thread)
  return true
}

/// Starts a thread. Nil where the system has no more of them.
private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  let reference = Unmanaged.passRetained(Box(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer else { return nil }
      Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }, reference.toOpaque())
  guard code == 0 else {
    reference.release()
    return nil
  }
  return thread
}

/// A thread's work as an object, which a C function can be given. The thread lets go of it before it ends.
private final class Box: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
