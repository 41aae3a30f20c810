import Glibc
import IO

/// How far a filter has come.
public struct Progress: Sendable, Hashable {
  public var lines = 0
  /// Of the source, as white space separates them.
  public var words = 0
  /// Of the source.
  public var bytes = 0

  public init(lines: Int = 0, words: Int = 0, bytes: Int = 0) {
    self.lines = lines
    self.words = words
    self.bytes = bytes
  }
}

/// Shows progress in a line of the terminal that is written over and over.
public struct ProgressMeter: Sendable {
  private let start = ContinuousClock.now
  /// The size of the input where it is known.
  private let totalBytes: Int?

  /// - Parameter input: the descriptor of the input; of a regular file the time left can be told.
  public init(input: Int32) {
    var status = stat()
    let isFile = fstat(input, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    totalBytes = isFile ? Int(status.st_size) - max(0, Int(lseek(input, 0, SEEK_CUR))) : nil
  }

  /// Shows on standard error how far things are.
  public func show(_ progress: Progress) {
    let text = description(progress, elapsed: ContinuousClock.now - start)
    OutputDescriptor.standardError.say("\r\(text)\u{1B}[K")
  }

  /// Leaves the last line shown standing.
  public func finish() {
    OutputDescriptor.standardError.say("\n")
  }

  package func description(_ progress: Progress, elapsed: Duration) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    var text = "\(progress.lines) lines, \(Int(Double(progress.words) / seconds)) words/s"
    if let totalBytes, progress.bytes > 0 {
      let left = Double(max(0, totalBytes - progress.bytes)) / Double(progress.bytes) * seconds
      text += ", \(Self.clock(Int(left.rounded(.up)))) left"
    }
    return text
  }

  package static func clock(_ seconds: Int) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
    return (hours > 0 ? "\(hours):\(padded(minutes))" : "\(minutes)") + ":\(padded(seconds % 60))"
  }
}
