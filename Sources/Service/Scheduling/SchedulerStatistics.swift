import Synchronization

/// What the scheduler has done so far.
package final class SchedulerStatistics: Sendable {
  package struct Counts: Sendable {
    package var batches = 0
    package var segments = 0
    package var tokens = 0
    package var busySeconds = 0.0
    package var requested = 0
    package var cached = 0
    package var rejected = 0
    package var cancelled = 0
  }

  private let counts = Mutex(Counts())

  package var current: Counts { counts.withLock { $0 } }

  func add(batch: SegmentQueue.Batch, seconds: Double) {
    counts.withLock {
      $0.batches += 1
      $0.segments += batch.keys.count
      $0.tokens += batch.tokens
      $0.busySeconds += seconds
    }
  }

  func add(requested: Int, cached: Int) {
    counts.withLock {
      $0.requested += requested
      $0.cached += cached
    }
  }

  func addRejected() { counts.withLock { $0.rejected += 1 } }

  func addCancelled() { counts.withLock { $0.cancelled += 1 } }
}
