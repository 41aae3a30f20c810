import Glibc
import IO

/// How long a process takes from its start to its first line of output, given a line of input.
struct StartBenchmark: Sendable {
  /// The program's path and its arguments: found on the path unless it has a slash.
  let command: [String]

  struct Measurement: Sendable {
    /// From the start of the process to the end of its first line.
    var seconds: Double
    /// Processor time of the whole process.
    var processorSeconds: Double
    /// The most memory that it held at a time, in bytes.
    var peakMemory: Int
  }

  /// Why nothing was measured.
  struct Failure: ProgramFailure, CustomStringConvertible {
    let name: String
    let reason: String

    static func program(name: String, reason: String) -> Failure { Failure(name: name, reason: reason) }
    static func unreadable(path: String, reason: String) -> Failure { Failure(name: path, reason: reason) }
    static func unwritable(path: String, reason: String) -> Failure { Failure(name: path, reason: reason) }

    var description: String { "\(name): cannot be measured: \(reason); it must read a line and write one" }
  }

  /// Starts the program once, with `hi` as its input.
  func measure() throws(Failure) -> Measurement {
    let start = ContinuousClock.now
    let process = try ChildProcess<Failure>(command, input: Array("hi\n".utf8), capturing: true)
    let firstLine = Self.readToEnd(process)
    if let reason = process.wait() { throw .program(name: command[0], reason: reason) }
    guard let firstLine else { throw .program(name: command[0], reason: "it wrote nothing") }
    return Measurement(
      seconds: (firstLine - start) / .seconds(1), processorSeconds: process.usage.processorSeconds,
      peakMemory: Int(process.usage.ru_maxrss) * 1024)
  }

  /// When the first line was there; nil where none came.
  private static func readToEnd(_ process: ChildProcess<Failure>) -> ContinuousClock.Instant? {
    var first: ContinuousClock.Instant?
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = process.read(into: buffer), count > 0 {
      if first == nil, buffer[..<count].contains(0x0A) { first = .now }
    }
    return first
  }
}

extension rusage {
  /// In user code and in the system's.
  fileprivate var processorSeconds: Double {
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(ru_utime) + seconds(ru_stime)
  }
}
