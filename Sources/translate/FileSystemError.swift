import FoundationEssentials
import Glibc

/// An error of Foundation in words.
struct FileSystemError: Error, CustomStringConvertible {
  let description: String

  init(_ error: CocoaError) {
    let path = error.userInfo["NSFilePath"] as? String
    let underlying = (error.userInfo["NSUnderlyingError"] as? POSIXError)?.code
    let reason = underlying.flatMap { Self.reasons[$0.rawValue] } ?? Self.reason(of: error.code)
    description = (path.map { "\($0): " } ?? "") + reason
  }

  private static func reason(of code: CocoaError.Code) -> String {
    switch code {
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied; choose another place, or change its rights"
    case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or directory"
    case .fileWriteFileExists: "a file of that name is in the way; choose another name"
    case .fileWriteOutOfSpace: "no space is left"
    case .fileWriteVolumeReadOnly: "the file system is read-only"
    default: "the system has refused (error \(code.rawValue))"
    }
  }

  private static let reasons: [Int32: String] = [
    EACCES: "permission denied; choose another place, or change its rights", ENOENT: "no such file or directory",
    ENOTDIR: "a part of the path is a file; choose another name", EEXIST: "a file of that name is in the way",
    ENOSPC: "no space is left", EROFS: "the file system is read-only",
  ]
}
