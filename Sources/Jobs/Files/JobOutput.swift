import FoundationEssentials
import Glibc
import Translation

/// Where translated files are written.
enum JobOutput {
  /// Writes a file, which appears when it is complete. Directories that it needs are made.
  ///
  /// - Throws: ``JobError/write(file:code:)``.
  static func write(_ bytes: [UInt8], to path: String) throws {
    if let directory = directory(of: path) {
      try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }
    do {
      let file = try AtomicOutputFile(path: path, leavesNothing: true)
      do {
        try file.output.write(bytes)
      } catch {
        file.discard()
        throw error
      }
      try file.commit()
    } catch TranslationError.write(_, let code) {
      throw JobError.write(file: path, code: code)
    }
  }

  /// Whether the file could be written as far as one can tell beforehand, so that no work is done in vain.
  ///
  /// - Throws: ``JobError/write(file:code:)``.
  static func check(_ path: String) throws(JobError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw .write(file: path, code: EISDIR) }
    var place = directory(of: path) ?? "."
    while access(place, F_OK) != 0, errno == ENOENT, let parent = directory(of: place) { place = parent }
    if stat(place, &status) == 0, status.st_mode & S_IFMT != S_IFDIR { throw .write(file: path, code: ENOTDIR) }
    if access(place, W_OK | X_OK) != 0, errno != ENOENT { throw .write(file: path, code: errno) }
    if access(path, F_OK) == 0, access(path, W_OK) != 0 { throw .write(file: path, code: errno) }
  }

  /// The path up to its last slash; nil where it has none.
  private static func directory(of path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let directory = String(path[..<slash])
    return directory.isEmpty ? (path == "/" ? nil : "/") : directory
  }

  /// In bytes; 0 where there is no file.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The path without links.
  static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
