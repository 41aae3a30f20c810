import ArgumentParser
import FoundationEssentials
import Translation

/// `translate bench start`
struct BenchStart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Milliseconds from the start of a process to its first line of output, and its peak memory.",
    discussion: """
      Starts a program anew for every run, gives it a line and waits for one. Without a command the program is \
      translate itself, with its default options.

        translate bench start
        translate bench start --runs 51 translate --model en-de --beam-size 1
      """)

  @Option(help: "How often it is started.")
  var runs = 21

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(parsing: .captureForPassthrough, help: "Another program and its arguments.")
  var command: [String] = []

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be 1 or more") }
  }

  func run() throws {
    let benchmark = StartBenchmark(command: command.isEmpty ? [ModelLocator().executable] : command)
    // The first start may still have to fetch files from the disk.
    _ = try benchmark.measure()
    let report = StartReport(try (0..<runs).map { _ in try benchmark.measure() })
    print(json ? try report.json() : report.text)
  }
}

/// The figures as they are printed.
private struct StartReport: Encodable {
  let runs: Int
  let medianMilliseconds: Double
  let leastMilliseconds: Double
  let medianCpuMilliseconds: Double
  let peakMemoryMB: Double

  init(_ measurements: [StartBenchmark.Measurement]) {
    runs = measurements.count
    let wall = measurements.map(\.seconds).sorted()
    medianMilliseconds = Self.milliseconds(wall[runs / 2])
    leastMilliseconds = Self.milliseconds(wall[0])
    medianCpuMilliseconds = Self.milliseconds(measurements.map(\.processorSeconds).sorted()[runs / 2])
    peakMemoryMB = Double((measurements.map(\.peakMemory).max() ?? 0) / 100_000) / 10
  }

  private static func milliseconds(_ seconds: Double) -> Double { (10_000 * seconds).rounded() / 10 }

  var text: String {
    "first line after \(medianMilliseconds) ms (median of \(runs); least \(leastMilliseconds)), "
      + "\(medianCpuMilliseconds) ms of processor time, peak memory \(peakMemoryMB) MB"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
