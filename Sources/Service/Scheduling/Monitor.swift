import Threads

typealias Monitor<State> = MonitoredState<State>

/// Starts a plain thread, for work that would hold up the system's pool.
func startThread(_ body: @escaping @Sendable () -> Void) {
  precondition(startDetachedThread(body), "the system has no thread left at the start of the service")
}
