import IO
import Synchronization
import Translation

/// Shows a job's progress in a line of the terminal that is written over and over, at most ten times a second.
package final class JobProgressBar: Sendable {
  private let start = ContinuousClock.now
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
  private let columns: Int

  package init(columns: Int = 80) {
    self.columns = columns
  }

  package func show(_ progress: JobProgress) {
    let now = ContinuousClock.now
    let isDue = lastShown.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    OutputDescriptor.standardError.say("\r\(text(progress, elapsed: now - start))\u{1B}[K")
  }

  /// Takes the line away.
  package func clear() { OutputDescriptor.standardError.say("\r\u{1B}[K") }

  package func text(_ progress: JobProgress, elapsed: Duration) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    let width = 20
    let done = Int(progress.share * Double(width))
    var text = "[" + String(repeating: "=", count: done) + String(repeating: " ", count: width - done) + "] "
    text += "\(progress.segments) segments, \(Int(Double(progress.words) / seconds)) words/s"
    if progress.share > 0.005 {
      text += ", \(ProgressMeter.clock(Int((seconds / progress.share * (1 - progress.share)).rounded(.up)))) left"
    }
    let room = columns - text.count - 3
    return room >= 8 ? text + ", " + Self.shortened(progress.file, to: room) : text
  }

  /// What is left standing when a job is done.
  package static func conclusion(of summary: JobSummary) -> String {
    let done = summary.files.count - summary.copied
    var text = "\(done) \(done == 1 ? "file" : "files")"
    if summary.copied > 0 { text += " (and \(summary.copied) copied)" }
    text += ", \(summary.segments) segments, \(summary.words) words in "
    text += ProgressMeter.clock(Int(summary.seconds.rounded()))
    text += ", \(summary.translatedSentences) sentences translated"
    if summary.warnings > 0 { text += ", \(summary.warnings) segments with warnings (--report shows them)" }
    return text
  }

  /// The end of a path says more than its beginning.
  private static func shortened(_ path: String, to count: Int) -> String {
    path.count <= count ? path : "…" + path.suffix(count - 1)
  }
}
