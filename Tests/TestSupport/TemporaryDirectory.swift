import FoundationEssentials
import Glibc

/// A directory of its own, gone when the test is over.
public final class TemporaryDirectory {
  public let path: String

  public init() throws {
    var template = Array("\(FileManager.default.temporaryDirectory.path)/translate-tests-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template), let resolved = realpath(made, nil) else {
      throw CocoaError(.fileWriteUnknown)
    }
    path = String(cString: resolved)
    free(resolved)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func make(_ directory: String) throws {
    try FileManager.default.createDirectory(atPath: "\(path)/\(directory)", withIntermediateDirectories: true)
  }

  public func read(_ file: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(file)").map { String(decoding: $0, as: UTF8.self) }
  }

  public var entries: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}
