import Glibc

/// What a room's own error can say about files, so that reading and writing is written once and every room throws what
/// is its own.
public protocol FileFailure: Error {
  static func unreadable(path: String, reason: String) -> Self
  static func unwritable(path: String, reason: String) -> Self
}

/// What a room's own error can say about programs that it runs.
public protocol ProgramFailure: FileFailure {
  static func program(name: String, reason: String) -> Self
}

/// Errors with files where a room has no error of its own, and the words for all that have.
public enum FileError: FileFailure, Hashable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// Nobody reads the output any more.
  case closedPipe(path: String)
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .closedPipe(let path): "\(path): nobody reads it any more"
    }
  }
}

/// What the system says of the call that has just failed, or of an error's number.
package func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
