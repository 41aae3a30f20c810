import Foundation
import Training

/// The program itself, as users start it.
struct TrainProcess {
  /// Beside the test bundle, where the build puts it; nil where it has not been built.
  static let executable: String? = {
    let directory = Bundle.module.bundleURL.deletingLastPathComponent().path
    let path = "\(directory)/translate"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  let process = Process()
  private let errors: String

  /// - Parameter limit: a shell command to run before, such as `ulimit -f 8`.
  init(_ arguments: [String], limit: String? = nil, errors: String) throws {
    self.errors = errors
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let prefix = limit.map { "\($0); " } ?? ""
    process.arguments = ["-c", "\(prefix)exec \"$0\" \"$@\"", Self.executable ?? "translate"] + arguments
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/null")
    try process.run()
  }

  /// Waits for the end: the exit status, or minus the signal that ended it, and what it said.
  func finish() -> (status: Int32, message: String) {
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return (status, (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
  }
}
