import Corpora
import Glibc
import IO

/// Reads files, or standard input where there are none, line by line.
enum LineInput {
  /// Calls `body` with each line, the line end (LF or CRLF, or nothing behind the last line) apart from it, and its
  /// place for messages (`file:line`). Bytes that are not UTF-8 become U+FFFD.
  static func forEachLine(
    of files: [String], _ body: (_ line: String, _ end: String, _ place: () -> String) throws -> Void
  ) throws {
    for file in files.isEmpty ? ["-"] : files {
      let lines = try LineStream(path: file, longestLine: .max)
      let name = file == "-" ? "standard input" : file
      while let line = try lines.next() { try body(line, lines.ending) { "\(name):\(lines.number)" } }
    }
  }
}

/// Writes text to standard output in large blocks, or line by line where a terminal is involved.
struct LineOutput: ~Copyable {
  private var buffer: [UInt8] = []
  private let limit: Int

  init() {
    limit = isatty(STDIN_FILENO) == 1 || isatty(STDOUT_FILENO) == 1 ? 1 : 1 << 16
    buffer.reserveCapacity(limit)
  }

  /// Appends text, which goes out when there is enough of it.
  mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= limit { try flush() }
  }

  /// Sends what is there; to be called at the end.
  mutating func flush() throws {
    try OutputDescriptor.standardOutput.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
