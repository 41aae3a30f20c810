import Glibc

/// Where text goes: a file descriptor, to which everything is written at once.
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
  /// - Throws: ``FileError/closedPipe(path:)`` where nobody reads them, ``FileError/unwritable(path:reason:)`` else.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    switch bytes.withUnsafeBytes({ Self.write($0, to: descriptor) }) {
    case 0: return
    case EPIPE: throw .closedPipe(path: path)
    case let code: throw .unwritable(path: path, reason: systemReason(code))
    }
  }

  /// Writes a message whose loss would be no harm.
  public func say(_ message: String) {
    var message = message
    message.withUTF8 { _ = Self.write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  /// Writes all of `bytes`, waiting where the other end is not ready. Returns the number of the error, or 0.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let count = Glibc.write(descriptor, start, min(rest.count, 1 << 30))
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
