import FoundationEssentials
import Glibc

// Number crunching runs on plain threads: the system's pool gives none away on a busy machine and leaves all to the
// caller, and the pool of tasks is not to be blocked.

/// The processors that this process may run on.
package var availableProcessors: Int { ProcessInfo.processInfo.activeProcessorCount }

/// Starts a thread that nobody waits for. False where the system has no more of them.
package func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  guard let thread = startThread(body) else { return false }
  pthread_detach(thread)
  return true
}

/// Calls `body` on a thread that is there for it alone.
package func onThreadOfItsOwn<Success: Sendable>(
  _ body: @escaping @Sendable () throws -> Success
) async throws -> Success {
  try await withCheckedThrowingContinuation { continuation in
    let run: @Sendable () -> Void = { continuation.resume(with: Result(catching: body)) }
    // Where the system has no more threads, this one has to do.
    if !startDetachedThread(run) { run() }
  }
}

/// Starts a thread that somebody has to join or detach. Nil where the system has no more of them.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, stackBytes)
  let work = Unmanaged.passRetained(Work(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, &attributes,
    { pointer in
      guard let pointer else { return nil }
      Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }, work.toOpaque())
  guard code == 0 else {
    work.release()
    return nil
  }
  return thread
}

/// Deep call chains of large layers fit well within this, whatever the system's limit for stacks.
private let stackBytes = 8 << 20

/// A thread's work as an object, which a C function can be given. The thread lets go of it before it ends.
private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
