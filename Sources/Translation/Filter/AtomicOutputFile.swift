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

  public init(path: String) throws {
    // A link keeps pointing to the file, which is replaced where it lies.
    target = Self.resolved(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    let isReplaced = !exists || status.st_mode & S_IFMT == S_IFREG
    temporary = isReplaced ? "\(target).\(getpid()).part" : nil
    let mode = exists ? status.st_mode & 0o777 : 0o666
    let descriptor = open(temporary ?? target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw TranslationError.write(path: path, code: errno) }
    output = OutputDescriptor(descriptor: descriptor, path: path)
    if let temporary { RemovalOnSignal.arm(temporary) }
  }

  /// Gives the file its name: everything has been written.
  public func commit() throws {
    defer { RemovalOnSignal.disarm() }
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
    if let temporary { unlink(temporary) }
    RemovalOnSignal.disarm()
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// Removes a temporary file when a signal ends the process, and lets the signal end it.
private enum RemovalOnSignal {
  /// Read by the signal handler, in which hardly anything is allowed; written before and after it is installed only.
  nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

  /// Those that end the process unless it is told to ignore them, as `nohup` does.
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGPIPE].filter { !isIgnored($0) }

  static func arm(_ file: String) {
    path = strdup(file)
    for number in signals {
      signal(number) { number in
        if let path = RemovalOnSignal.path { unlink(path) }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  static func disarm() {
    for number in signals { signal(number, SIG_DFL) }
    free(path)
    path = nil
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
