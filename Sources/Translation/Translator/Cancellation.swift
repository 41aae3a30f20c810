import Synchronization

/// Says to threads that are at work that nobody waits for them any more.
final class Cancellation: Sendable {
  private let isCancelled = Atomic(false)

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// - Throws: `CancellationError` after ``cancel()``, and in a task that is cancelled.
  func check() throws {
    if isCancelled.load(ordering: .relaxed) || Task.isCancelled { throw CancellationError() }
  }
}
