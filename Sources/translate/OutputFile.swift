import Glibc
import IO
import Synchronization
import Threads

/// A file that the program writes for its user: there when it is complete, with nothing left behind if not, not even
/// where a signal ends the program.
enum OutputFile {
  static func write(_ path: String, _ body: (OutputDescriptor) throws -> Void) throws {
    // It may be looked at while it grows.
    let file = try AtomicFile<FileError>(path: path, leavesNothing: false)
    let partial = file.partialPath
    if let partial { RemovalOnSignal.arm(partial) }
    defer { if let partial { RemovalOnSignal.disarm(partial) } }
    try body(file.output)
    try file.commit()
  }
}

/// Removes files when a signal ends the process, and lets the signal end it.
///
/// A thread of its own waits for the signals, instead of a handler, in which hardly anything would be allowed. They are
/// blocked in the threads that are started afterwards.
private enum RemovalOnSignal {
  private static let paths = Mutex<Set<String>>([])
  private static let isWaiting = startWaiting()

  static func arm(_ path: String) {
    _ = isWaiting
    paths.withLock { _ = $0.insert(path) }
  }

  static func disarm(_ path: String) {
    paths.withLock { _ = $0.remove(path) }
  }

  private static func startWaiting() -> Bool {
    var signals = endingSignals
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return startDetachedThread { [signals] in
      var (signals, number) = (signals, Int32(0))
      while sigwait(&signals, &number) != 0 {}
      paths.withLock { for path in $0 { unlink(path) } }
      signal(number, SIG_DFL)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      raise(number)
    }
  }

  /// Those that end the process unless it is told to ignore them, as `nohup` does.
  private static var endingSignals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] where !isIgnored(number) { sigaddset(&set, number) }
    return set
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
