import Glibc

/// How long a process takes from its start to its first line of output, given a line of input.
public struct StartBenchmark: Sendable {
  /// The program's path and its arguments.
  private let command: [String]

  public struct Measurement: Sendable {
    /// From the start of the process to the end of its first line.
    public var seconds: Double
    /// Processor time of the whole process.
    public var processorSeconds: Double
    /// The most memory that it held at a time, in bytes.
    public var peakMemory: Int
  }

  /// - Parameter command: the program, found on the path unless it has a slash, and its arguments.
  public init(command: [String]) {
    self.command = command
  }

  /// Starts the program once, with `hi` as its input.
  ///
  /// - Throws: ``TranslationError/startFailed(command:reason:)``, also where it writes no line or fails.
  public func measure() throws -> Measurement {
    var pipes: [[Int32]] = []
    defer { for end in pipes.joined() { close(end) } }
    for _ in 0..<2 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw failure(errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append(ends)
    }
    // Short enough for a pipe's buffer, and closed behind.
    _ = write(pipes[0][1], "hi\n", 3)
    close(pipes[0].removeLast())
    let start = ContinuousClock.now
    let process = try spawn(input: pipes[0][0], output: pipes[1][1])
    close(pipes[1].removeLast())
    let firstLine = readToEnd(pipes[1][0])
    var (status, usage): (Int32, rusage) = (0, rusage())
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    guard let firstLine else { throw TranslationError.startFailed(command: command[0], reason: "it wrote nothing") }
    guard status == 0 else { throw TranslationError.startFailed(command: command[0], reason: "it failed") }
    return Measurement(
      seconds: (firstLine - start) / .seconds(1), processorSeconds: usage.processorSeconds,
      peakMemory: Int(usage.ru_maxrss) * 1024)
  }

  private func spawn(input: Int32, output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    let arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, command[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw failure(code) }
    return process
  }

  /// When the first line was there; nil where none came.
  private func readToEnd(_ descriptor: Int32) -> ContinuousClock.Instant? {
    var first: ContinuousClock.Instant?
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return first }
      if first == nil, buffer.prefix(count).contains(0x0A) { first = .now }
    }
  }

  private func failure(_ code: Int32) -> TranslationError {
    .startFailed(command: command[0], reason: String(cString: strerror(code)))
  }
}

extension rusage {
  /// In user code and in the system's.
  var processorSeconds: Double {
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(ru_utime) + seconds(ru_stime)
  }
}
