import Glibc
import IO

/// Where translated files are written.
enum JobOutput {
  /// Writes a file, which appears when it is complete. Directories that it needs are made.
  static func write(_ bytes: [UInt8], to path: String) throws(JobError) {
    if let directory = parentPath(path) { try Directory<JobError>.make(directory) }
    try AtomicFile<JobError>.write(bytes, to: path)
  }

  /// Whether the file could be written as far as one can tell beforehand, so that no work is done in vain.
  ///
  /// - Throws: ``JobError/unwritable(path:reason:)``.
  static func check(_ path: String) throws(JobError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw failure(path, EISDIR) }
    var place = parentPath(path) ?? "."
    while access(place, F_OK) != 0, errno == ENOENT, let parent = parentPath(place) { place = parent }
    if stat(place, &status) == 0, status.st_mode & S_IFMT != S_IFDIR { throw failure(path, ENOTDIR) }
    if access(place, W_OK | X_OK) != 0, errno != ENOENT { throw failure(path, errno) }
    if access(path, F_OK) == 0, access(path, W_OK) != 0 { throw failure(path, errno) }
  }

  private static func failure(_ path: String, _ code: Int32) -> JobError {
    .unwritable(path: path, reason: systemReason(code))
  }

  /// In bytes; 0 where there is no file.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The path without links.
  static func resolved(_ path: String) -> String { resolvedPath(path) ?? path }
}
