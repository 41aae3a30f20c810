import Glibc

/// Where translations go: a file descriptor, to which everything is written at once.
public struct OutputDescriptor: Sendable {
  public let descriptor: Int32
  /// For error messages.
  public let path: String

  public static let standardOutput = OutputDescriptor(descriptor: STDOUT_FILENO, path: "standard output")
  public static let standardError = OutputDescriptor(descriptor: STDERR_FILENO, path: "standard error")

  public init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Writes all of `bytes`.
  ///
  /// - Throws: ``TranslationError/closedPipe`` where nobody reads them, ``TranslationError/write(path:code:)`` else.
  public func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + position }, bytes.count - position)
        if count >= 0 { position += count } else { try recover(from: errno) }
      }
    }
  }

  /// Writes a message whose loss would be no harm.
  public func say(_ message: String) {
    try? write(Array(message.utf8))
  }

  /// Returns if writing may be tried again.
  private func recover(from code: Int32) throws {
    switch code {
    case EINTR:
      return
    case EAGAIN, EWOULDBLOCK:
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&request, 1, -1)
    case EPIPE:
      throw TranslationError.closedPipe
    default:
      throw TranslationError.write(path: path, code: code)
    }
  }
}
