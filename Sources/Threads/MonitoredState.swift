/// State under a lock, and a way to wait until there is something to do.
package final class MonitoredState<State>: @unchecked Sendable {
  // Guarded by `monitor`.
  private var state: State
  private let monitor = Monitor()

  package init(_ state: State) {
    self.state = state
  }

  package func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    monitor.enter()
    defer { monitor.leaveQuietly() }
    return try body(&state)
  }

  /// Wakes all who wait: they look again.
  package func signal() { monitor.wakeAll() }

  /// What `body` gives; where that is nothing, waits for a signal, for `seconds` at most, and returns nil.
  package func take<Result>(waitingAtMost seconds: Int, _ body: (inout State) -> Result?) -> Result? {
    monitor.enter()
    defer { monitor.leaveQuietly() }
    if let result = body(&state) { return result }
    monitor.wait(atMost: seconds)
    return nil
  }
}
