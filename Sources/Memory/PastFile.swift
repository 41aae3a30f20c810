import FoundationEssentials
import Glibc

/// Where translations that people have made lie when nobody says: not among what may be deleted at any time.
package enum PastFile {
  /// `translate/memory.sqlite` in `$XDG_DATA_HOME`, or else in `~/.local/share`.
  package static var standardPath: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return (variable("XDG_DATA_HOME") ?? variable("HOME").map { "\($0)/.local/share" })
      .map { "\($0)/translate/memory.sqlite" }
  }

  /// The same where there is such a file.
  package static var existingPath: String? { standardPath.flatMap { access($0, R_OK) == 0 ? $0 : nil } }

  /// The same; its directory is made.
  ///
  /// - Throws: ``MemoryError/cannotOpen(path:reason:)``.
  package static func makeStandardPath() throws(MemoryError) -> String {
    guard let path = standardPath else {
      throw .cannotOpen(path: "memory.sqlite", reason: "neither XDG_DATA_HOME nor HOME is set")
    }
    let directory = String(path.dropLast("/memory.sqlite".count))
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .cannotOpen(path: path, reason: "the directory cannot be made")
    }
    return path
  }
}
