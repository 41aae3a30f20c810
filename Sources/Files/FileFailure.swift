import Glibc

/// What a room's own error can say about files, so that reading and writing is written once and every room throws what
/// is its own.
public protocol FileFailure: Error {
  static func unreadable(path: String, reason: String) -> Self
  static func unwritable(path: String, reason: String) -> Self
}

/// What the system says of the call that has just failed.
package func systemReason() -> String { String(cString: strerror(errno)) }
