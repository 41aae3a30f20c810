import Glibc

/// Writes to standard error without buffering.
struct StandardError: TextOutputStream {
  mutating func write(_ string: String) {
    var string = string
    string.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  static func print(_ line: String) {
    var stream = StandardError()
    Swift.print(line, to: &stream)
  }
}
