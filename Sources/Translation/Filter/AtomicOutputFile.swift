import Glibc

/// A file that is written under another name and takes its own when it is complete, so that nobody ever sees half of
/// it, and an old version stays until then. It may even be the input.
///
/// Something else than a regular file, such as `/dev/null` or a named pipe, is written directly.
public struct AtomicOutputFile: Sendable {
  public let output: OutputDescriptor
  private let target: String
  /// Nil where the target is written directly.
  private let temporary: String?

  /// What is left behind if the process ends before the file is complete; nil: nothing.
  public var partialPath: String? { isUnnamed ? nil : temporary }

  /// The file has no name at all until it is complete.
  private let isUnnamed: Bool

  /// - Parameter leavesNothing: whether not even a killed process leaves a part of the file behind, where the file
  ///   system can do that.
  /// - Throws: ``TranslationError/write(path:code:)``.
  public init(path: String, leavesNothing: Bool = false) throws {
    // A link keeps pointing to the file, which is replaced where it lies.
    target = Self.resolved(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    let isReplaced = !exists || status.st_mode & S_IFMT == S_IFREG
    temporary = isReplaced ? "\(target).\(getpid()).part" : nil
    let mode = exists ? status.st_mode & 0o777 : 0o666
    let unnamed = leavesNothing && isReplaced ? Self.openUnnamed(besides: target, mode: mode) : -1
    isUnnamed = unnamed >= 0
    let descriptor =
      isUnnamed ? unnamed : open(temporary ?? target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw TranslationError.write(path: path, code: errno) }
    output = OutputDescriptor(descriptor: descriptor, path: path)
  }

  /// Opens a file without a name in the directory of `path`; -1 where that is not possible.
  private static func openUnnamed(besides path: String, mode: mode_t) -> Int32 {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { String(path[...$0]) } ?? "."
    // O_TMPFILE, which Swift does not import.
    return open(directory, 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, mode)
  }

  /// Gives the file its name: everything has been written.
  public func commit() throws {
    if isUnnamed, let temporary {
      unlink(temporary)
      let link = "/proc/self/fd/\(output.descriptor)"
      guard linkat(AT_FDCWD, link, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
        throw TranslationError.write(path: output.path, code: errno)
      }
    }
    guard close(output.descriptor) == 0 else { throw TranslationError.write(path: output.path, code: errno) }
    guard let temporary else { return }
    if rename(temporary, target) != 0 {
      let code = errno
      unlink(temporary)
      throw TranslationError.write(path: output.path, code: code)
    }
  }

  /// Leaves everything as it was before.
  public func discard() {
    close(output.descriptor)
    guard !isUnnamed else { return }
    if let temporary { unlink(temporary) }
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
