import Glibc

/// The path without links, from the root; nil where nothing is there.
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The path up to its last slash, `/` for what lies in the root; nil where it has none, and for the root itself.
package func parentPath(_ path: String) -> String? {
  guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
  let parent = String(path[..<slash])
  return parent.isEmpty ? "/" : parent
}

/// Directories, with a room's own errors.
public enum Directory<Failure: FileFailure> {
  /// Makes a directory and those it lies in, where they are missing.
  ///
  /// - Throws: that it is unwritable.
  public static func make(_ path: String) throws(Failure) {
    if mkdir(path, 0o777) == 0 || exists(path) { return }
    if errno == ENOENT, let parent = parentPath(path) {
      try make(parent)
      if mkdir(path, 0o777) == 0 || exists(path) { return }
    }
    throw .unwritable(path: path, reason: systemReason())
  }

  private static func exists(_ path: String) -> Bool {
    let code = errno
    defer { errno = code }
    var status = stat()
    return code == EEXIST && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
