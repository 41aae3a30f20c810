import Glibc

/// A program that runs beside this one, found on the PATH; no shell in between.
public final class ChildProcess<Failure: ProgramFailure> {
  private let name: String
  private var identifier: pid_t = 0
  private var output: Int32 = -1
  private var reaped = false
  /// What the program has used, once it has ended.
  package private(set) var usage = rusage()
  /// Its status, once it has ended by itself.
  package private(set) var exitCode: Int32?

  /// - Parameters:
  ///   - arguments: the program and what it is given.
  ///   - input: what it reads: no more than a pipe holds.
  ///   - capturing: its output is for ``read(into:)``; otherwise it goes to standard error.
  ///   - folder: where it runs.
  public init(
    _ arguments: [String], input: [UInt8] = [], capturing: Bool, folder: String? = nil
  ) throws(Failure) {
    name = arguments.first ?? ""
    let into = try Self.pipe(name)
    defer { close(into.read) }
    _ = input.withUnsafeBytes { OutputDescriptor.write($0, to: into.write) }
    close(into.write)
    let from = capturing ? try Self.pipe(name) : (read: -1, write: STDERR_FILENO)
    // `env --chdir` sets the folder: posix_spawn's own way is not visible from Swift.
    let words = (folder.map { ["env", "--chdir=" + $0] } ?? []) + arguments
    let status = Self.spawn(&identifier, words, input: into.read, output: from.write)
    if capturing { close(from.write) }
    output = from.read
    guard status == 0 else {
      reaped = true
      throw .program(name: name, reason: systemReason(status))
    }
  }

  deinit {
    if output >= 0 { close(output) }
    if !reaped { _ = wait() }
  }

  private static func pipe(_ name: String) throws(Failure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw .program(name: name, reason: systemReason()) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ identifier: inout pid_t, _ arguments: [String], input: Int32, output: Int32
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    guard let program = arguments.first else { return ENOENT }
    let words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    return posix_spawnp(&identifier, program, &actions, nil, words, environ)
  }

  /// - Returns: how many bytes of the program's output were read; 0 is the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = Glibc.read(output, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return max(count, 0) }
    }
  }

  /// Waits for the end.
  ///
  /// - Returns: what went wrong, or nil.
  public func wait() -> String? {
    guard !reaped else { return nil }
    reaped = true
    if output >= 0 {
      close(output)
      output = -1
    }
    var status: Int32 = 0
    while wait4(identifier, &status, 0, &usage) < 0 && errno == EINTR {}
    if status & 0x7F != 0 { return "ended by signal \(status & 0x7F)" }
    let code = (status >> 8) & 0xFF
    exitCode = code
    if code == 127 { return "there is no program '\(name)'; install it" }
    return code == 0 ? nil : "exit status \(code)"
  }

  /// Runs a program to its end.
  ///
  /// - Returns: its output, where that was asked for.
  @discardableResult
  public static func run(
    _ arguments: [String], capturing: Bool = false, folder: String? = nil
  ) throws(Failure) -> String {
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
