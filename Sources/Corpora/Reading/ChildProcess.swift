import Glibc

/// A program that runs beside this one, found on the PATH; no shell in between.
package final class ChildProcess {
  private let name: String
  private var identifier: pid_t = 0
  private var output: Int32 = -1
  private var reaped = false

  /// - Parameters:
  ///   - arguments: the program and what it is given.
  ///   - capturing: its output is for ``read(into:)``; otherwise it goes to standard error.
  ///   - folder: where it runs.
  init(_ arguments: [String], capturing: Bool, folder: String? = nil) throws(CorpusError) {
    name = arguments.first ?? ""
    var ends: [Int32] = [-1, -1]
    if capturing {
      guard pipe(&ends) == 0 else { throw .program(name: name, reason: String(cString: strerror(errno))) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    // `env --chdir` sets the folder: posix_spawn's own way is not visible from Swift.
    let words = (folder.map { ["env", "--chdir=" + $0] } ?? []) + arguments
    let status = Self.spawn(&identifier, words, output: capturing ? ends[1] : STDERR_FILENO)
    if capturing { close(ends[1]) }
    output = ends[0]
    guard status == 0 else {
      reaped = true
      throw .program(name: name, reason: String(cString: strerror(status)))
    }
  }

  deinit {
    if output >= 0 { close(output) }
    if !reaped { _ = wait() }
  }

  private static func spawn(_ identifier: inout pid_t, _ arguments: [String], output: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    guard let program = arguments.first else { return ENOENT }
    let words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    return posix_spawnp(&identifier, program, &actions, nil, words, environ)
  }

  /// - Returns: how many bytes of the program's output were read; 0 is the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = Glibc.read(output, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return max(count, 0) }
    }
  }

  /// Waits for the end.
  ///
  /// - Returns: what went wrong, or nil.
  func wait() -> String? {
    guard !reaped else { return nil }
    reaped = true
    if output >= 0 {
      close(output)
      output = -1
    }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    if status & 0x7F != 0 { return "ended by signal \(status & 0x7F)" }
    let code = (status >> 8) & 0xFF
    if code == 127 { return "there is no program '\(name)'; install it" }
    return code == 0 ? nil : "exit status \(code)"
  }

  /// Runs a program to its end.
  ///
  /// - Returns: its output, where that was asked for.
  @discardableResult
  package static func run(_ arguments: [String], capturing: Bool = false, folder: String? = nil) throws(CorpusError)
    -> String
  {
    let child = try ChildProcess(arguments, capturing: capturing, folder: folder)
    var bytes: [UInt8] = []
    if capturing {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { buffer.deallocate() }
      while case let count = child.read(into: buffer), count > 0 { bytes.append(contentsOf: buffer[..<count]) }
    }
    if let reason = child.wait() {
      throw .program(name: arguments.prefix(3).joined(separator: " "), reason: reason)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
