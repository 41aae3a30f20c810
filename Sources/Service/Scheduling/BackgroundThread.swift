/// One thread for work that is too long for the system's pool and too short to be queued: texts being cut.
final class BackgroundThread: Sendable {
  private let jobs = Monitor<[@Sendable () -> Void]>([])

  init() {
    startThread { [jobs] in
      while true {
        let job: (@Sendable () -> Void)? = jobs.take(waitingAtMost: 3600) { jobs in
          jobs.isEmpty ? nil : jobs.removeFirst()
        }
        job?()
      }
    }
  }

  func add(_ job: @escaping @Sendable () -> Void) {
    jobs.withLock { $0.append(job) }
    jobs.signal()
  }
}
