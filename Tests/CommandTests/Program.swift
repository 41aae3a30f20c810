import Dispatch
import FoundationEssentials
import Glibc
import IO
import Synchronization
import TestSupport
import Testing
import Translation

/// The built program, run as a user would run it.
enum Program {
  struct Result {
    /// The exit status, or 128 and the number of the signal that ended it, as a shell has it.
    var status: Int32
    var output: String
    var errors: String
  }

  /// `translate` beside the tests in the build directory.
  static let path: String = {
    let tests = CommandLine.arguments[0]
    let candidates = [tests, (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
      .map {
        $0.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/translate"
      }
    return candidates.first { access($0, X_OK) == 0 } ?? ".build/release/translate"
  }()

  /// Whether the model is there that `translate` uses when none is named.
  static var hasModel: Bool {
    isToBeTested((try? run(["--quiet"], input: "")).map { $0.status == 0 } ?? false)
  }

  /// Runs `translate` to its end.
  static func run(_ arguments: [String], input: String = "", environment: [String] = []) throws -> Result {
    try shell("exec \"$0\" \"$@\"", arguments: arguments, input: input, environment: environment)
  }

  /// Runs a shell script in which `$0` is the program.
  static func shell(
    _ script: String, arguments: [String] = [], input: String = "", environment: [String] = []
  ) throws -> Result {
    let (process, into, out, errors) = try spawning.withLock { _ in try start(script, arguments, environment) }
    let collected = exchange(input: input, into: into, from: [out, errors])
    for end in [out, errors] { close(end) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    return Result(status: code, output: collected[0], errors: collected[1])
  }

  /// Held while a process is started: one that started at the same time would inherit the ends of its pipes, and they
  /// would never be closed.
  private static let spawning = Mutex(())

  /// Starts the shell. Returns the process, and the ends of the pipes to its input and from its outputs.
  private static func start(
    _ script: String, _ arguments: [String], _ environment: [String]
  ) throws -> (process: pid_t, input: Int32, output: Int32, errors: Int32) {
    let (into, out, errors) = (try pipe(), try pipe(), try pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (end, target) in [(into.read, STDIN_FILENO), (out.write, STDOUT_FILENO), (errors.write, STDERR_FILENO)] {
      posix_spawn_file_actions_adddup2(&actions, end, target)
    }
    let inherited = ["PATH=\(getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")"]
    let process = try spawn(["/bin/bash", "-c", script, path] + arguments, inherited + environment, &actions)
    for end in [into.read, out.write, errors.write] { close(end) }
    return (process, into.write, out.read, errors.read)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    try #require(Glibc.pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    signal(SIGPIPE, SIG_IGN)
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This process ignores closed pipes; its children are to die of them as usual.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let cArguments = arguments.map { strdup($0) } + [nil]
    let cEnvironment = environment.map { strdup($0) } + [nil]
    defer { for string in cArguments + cEnvironment { free(string) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, arguments[0], &actions, &attributes, cArguments, cEnvironment)
    try #require(code == 0)
    return process
  }

  /// Writes the input and reads the outputs, all at once.
  private static func exchange(input: String, into: Int32, from ends: [Int32]) -> [String] {
    let collected = Mutex<[[UInt8]]>(ends.map { _ in [] })
    DispatchQueue.concurrentPerform(iterations: ends.count + 1) { index in
      if index == 0 {
        try? OutputDescriptor(descriptor: into, path: "pipe").write(Array(input.utf8))
        close(into)
      } else {
        let bytes = readAll(from: ends[index - 1])
        collected.withLock { $0[index - 1] = bytes }
      }
    }
    return collected.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func readAll(from descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { all += buffer.prefix(count) }
    return all
  }
}
