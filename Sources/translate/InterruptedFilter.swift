import Glibc
import Translation

/// Lets a filter that is interrupted finish the lines in hand. A second interrupt ends the process at once, and so does
/// the first where nothing is in hand.
enum InterruptedFilter {
  static let control = FilterControl()

  static func listen() {
    // Made here: a handler must not be the first to ask for it.
    _ = control
    let previous = signal(SIGINT) { number in
      _ = signal(number, SIG_DFL)
      InterruptedFilter.control.stop()
      // The signal waits until this handler has returned.
      if InterruptedFilter.control.isIdle { raise(number) }
    }
    // Who runs in the background of a shell is asked to be left alone.
    if unsafeBitCast(previous, to: Int.self) == 1 { _ = signal(SIGINT, SIG_IGN) }
  }

  /// Ends the process as the interrupt would have done, if there was one.
  static func endIfInterrupted() {
    if control.isStopping { raise(SIGINT) }
  }
}
