import Glibc

/// A file that appears under its name complete or not at all, so that nobody ever sees half of it and an old version
/// stays until then: written without a name, or beside its place, then synced and renamed. It may even be the input.
///
/// One that is dropped before ``commit()`` leaves nothing behind. Something else than a regular file, such as `/dev/null`
/// or a named pipe, is written directly, and so is `/dev/stdout` or `/dev/fd/3`, whatever file stands behind it: others
/// write it too.
public struct AtomicFile<Failure: FileFailure>: ~Copyable {
  /// As it was given, for messages.
  private let path: String
  /// The path without links: they keep pointing to the file, which is replaced where it lies.
  private let target: String
  /// Nil where the target is written directly.
  private let temporary: String?
  /// The file has no name at all until it is complete.
  private let isUnnamed: Bool
  private var descriptor: Int32

  /// - Parameter leavesNothing: whether not even a killed process leaves a part of the file behind, where the file
  ///   system can do that.
  /// - Throws: that the file is unwritable, as all of this does.
  public init(path: String, leavesNothing: Bool = true) throws(Failure) {
    self.path = path
    if let open = Self.openDescriptor(path) {
      (target, temporary, isUnnamed) = (path, nil, false)
      descriptor = dup(open)
      guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
      return
    }
    target = resolvedPath(path) ?? path
    var status = stat()
    let exists = stat(target, &status) == 0
    let isReplaced = !exists || status.st_mode & S_IFMT == S_IFREG
    temporary = isReplaced ? "\(target).\(getpid()).part" : nil
    let mode = exists ? status.st_mode & 0o777 : 0o666
    let unnamed = leavesNothing && isReplaced ? Self.openUnnamed(besides: target, mode: mode) : -1
    isUnnamed = unnamed >= 0
    descriptor = isUnnamed ? unnamed : open(temporary ?? target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
  }

  /// The descriptor that a path names: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`.
  private static func openDescriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      let folder = ["/dev/fd/", "/proc/self/fd/"].first { path.hasPrefix($0) }
      return folder.flatMap { Int32(path.dropFirst($0.count)) }
    }
  }

  /// Opens a file without a name in the directory of `path`; -1 where that is not possible.
  private static func openUnnamed(besides path: String, mode: mode_t) -> Int32 {
    // O_TMPFILE, which Swift does not import.
    open(parentPath(path) ?? ".", 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, mode)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let partialPath { unlink(partialPath) }
  }

  /// What is left behind if the process ends before the file is complete; nil: nothing.
  public var partialPath: String? { isUnnamed ? nil : temporary }

  /// Where its bytes go, for whoever wants to write them without this.
  public var output: OutputDescriptor { OutputDescriptor(descriptor: descriptor, path: path) }

  /// Appends `bytes`.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    let code = OutputDescriptor.write(bytes, to: descriptor)
    guard code == 0 else { throw .unwritable(path: path, reason: systemReason(code)) }
  }

  public mutating func write(_ bytes: [UInt8]) throws(Failure) {
    let code = bytes.withUnsafeBytes { OutputDescriptor.write($0, to: descriptor) }
    guard code == 0 else { throw .unwritable(path: path, reason: systemReason(code)) }
  }

  /// Puts the file in its place, replacing what stood there. It survives a power cut from here on.
  public consuming func commit() throws(Failure) {
    guard let temporary else { return try finish(close(descriptor) == 0) }
    var isDone = fsync(descriptor) == 0
    if isDone, isUnnamed {
      unlink(temporary)
      isDone = linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0
    }
    let isRenamed = isDone && rename(temporary, target) == 0
    let code = errno
    if isDone, !isRenamed, isUnnamed { unlink(temporary) }
    errno = code
    try finish(isRenamed)
  }

  /// Closes the file; where something went wrong, the deinitialiser does and removes what is left.
  private consuming func finish(_ isComplete: Bool) throws(Failure) {
    let code = errno
    if isComplete, temporary != nil { close(descriptor) }
    if isComplete || temporary == nil { descriptor = -1 }
    guard isComplete else { throw .unwritable(path: path, reason: systemReason(code)) }
  }

  /// Writes a whole file.
  public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    var file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }
}
