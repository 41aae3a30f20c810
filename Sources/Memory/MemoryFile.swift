import FoundationEssentials
import Glibc

/// Where the translation memory lies when nobody says.
package enum MemoryFile {
  /// `translate/memory.sqlite` in `$XDG_CACHE_HOME`, or else in `~/.cache`. The directory is made.
  ///
  /// - Throws: ``MemoryError/cannotOpen(path:reason:)``.
  package static func standard() throws(MemoryError) -> String {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ "\($0)/.cache" }) else {
      throw .cannotOpen(path: "memory.sqlite", reason: "neither XDG_CACHE_HOME nor HOME is set")
    }
    let directory = "\(cache)/translate"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .cannotOpen(path: "\(directory)/memory.sqlite", reason: "the directory cannot be made")
    }
    return "\(directory)/memory.sqlite"
  }
}
