import Glibc

/// Reads files, or standard input where there are none, line by line.
enum LineInput {
  /// A file that cannot be read.
  struct Failure: Error, CustomStringConvertible {
    let file: String
    let reason: String
    var description: String { "\(file): cannot be read: \(reason)" }
  }

  /// Calls `body` with each line, the line end (LF or CRLF, or nothing behind the last line) apart from it, and its
  /// place for messages (`file:line`). Bytes that are not UTF-8 become U+FFFD.
  static func forEachLine(
    of files: [String], _ body: (_ line: String, _ end: String, _ place: () -> String) throws -> Void
  ) throws {
    for file in files.isEmpty ? ["-"] : files {
      let stream = try open(file)
      defer { fclose(stream) }
      try forEachLine(of: stream, name: file == "-" ? "standard input" : file, body)
    }
  }

  private static func open(_ file: String) throws -> UnsafeMutablePointer<FILE> {
    guard let stream = file == "-" ? fdopen(STDIN_FILENO, "r") : fopen(file, "r") else {
      throw Failure(file: file, reason: String(cString: strerror(errno)))
    }
    return stream
  }

  private static func forEachLine(
    of stream: UnsafeMutablePointer<FILE>, name: String,
    _ body: (_ line: String, _ end: String, _ place: () -> String) throws -> Void
  ) throws {
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    var number = 0
    defer { free(buffer) }
    while true {
      let length = getline(&buffer, &capacity, stream)
      guard length > 0, let buffer else { break }
      number += 1
      let bytes = UnsafeRawBufferPointer(start: buffer, count: length)
      let end = lineEnd(of: bytes)
      try body(String(decoding: bytes.dropLast(end.utf8.count), as: UTF8.self), end) { "\(name):\(number)" }
    }
    if ferror(stream) != 0 { throw Failure(file: name, reason: String(cString: strerror(errno))) }
  }

  private static func lineEnd(of bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.last == 0x0A else { return "" }
    return bytes.count > 1 && bytes[bytes.count - 2] == 0x0D ? "\r\n" : "\n"
  }
}

/// Writes text to standard output in large blocks, or line by line where a terminal is involved.
struct LineOutput: ~Copyable {
  /// Standard output that cannot be written to.
  struct Failure: Error, CustomStringConvertible {
    let reason: String
    var description: String { "standard output: cannot be written: \(reason)" }
  }

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
    var sent = 0
    while sent < buffer.count {
      let count = buffer[sent...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { throw Failure(reason: String(cString: strerror(errno))) }
      sent += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
