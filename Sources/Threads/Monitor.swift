import Glibc

/// A lock, and a way to wait under it until something holds.
package final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Takes the lock as soon as `holds` is true.
  package func enter(when holds: () -> Bool = { true }) {
    pthread_mutex_lock(mutex)
    while !holds() { pthread_cond_wait(condition, mutex) }
  }

  /// Gives the lock back and lets the others look again.
  package func leave() {
    wakeAll()
    leaveQuietly()
  }

  /// Gives the lock back; who waits goes on waiting.
  package func leaveQuietly() { pthread_mutex_unlock(mutex) }

  /// Lets all who wait look again.
  package func wakeAll() { pthread_cond_broadcast(condition) }

  /// Gives the lock back until somebody wakes all, or so many seconds have gone by, and takes it again.
  package func wait(atMost seconds: Int) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    time.tv_sec += seconds
    pthread_cond_timedwait(condition, mutex, &time)
  }
}
