import Dispatch
import Glibc
import IO
import Logging
import Synchronization
import Translation

/// A pipe; whoever makes it closes its ends.
struct Pipe {
  let readEnd: Int32
  let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    signal(SIGPIPE, SIG_IGN)
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  func write(_ bytes: some Sequence<UInt8>) {
    try? OutputDescriptor(descriptor: writeEnd, path: "pipe").write(Array(bytes))
  }

  func write(_ text: String) { write(text.utf8) }

  func closeWriteEnd() { close(writeEnd) }

  /// What comes next, as much as there is; empty at the end.
  func readSome() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(readEnd, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// All up to the end.
  func readAll() -> [UInt8] {
    var all: [UInt8] = []
    while case let some = readSome(), !some.isEmpty { all += some }
    return all
  }
}

/// Keeps log messages for a look.
final class LogRecorder: LogHandler {
  private let storage = Mutex<[String]>([])
  var messages: [String] { storage.withLock { $0 } }

  var logger: Logger { Logger(label: "test") { _ in self } }

  func log(event: LogEvent) { storage.withLock { $0.append("\(event.level): \(event.message)") } }

  var metadata: Logger.Metadata {
    get { [:] }
    set { _ = newValue }
  }
  var logLevel: Logger.Level {
    get { .trace }
    set { _ = newValue }
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set { _ = newValue }
  }
}

/// Sends `input` through a filter by way of pipes. Returns what came out, and what went wrong.
func outcome(
  of input: some Sequence<UInt8> & Sendable, through translator: any SegmentTranslator = DoubleTranslator(),
  log: LogRecorder = LogRecorder(), _ change: (inout LineFilterOptions) -> Void = { _ in }
) -> (output: [UInt8], error: (any Error)?) {
  let (into, out) = (Pipe(), Pipe())
  let result = Mutex<[UInt8]>([])
  let done = DispatchGroup()
  DispatchQueue(label: "producer").async(group: done) {
    into.write(input)
    into.closeWriteEnd()
  }
  DispatchQueue(label: "consumer").async(group: done) {
    let bytes = out.readAll()
    result.withLock { $0 = bytes }
  }
  var options = LineFilterOptions()
  options.threads = 2
  change(&options)
  var failure: (any Error)?
  do {
    try LineFilter(translator, options: options, logger: log.logger)
      .run(input: into.readEnd, output: OutputDescriptor(descriptor: out.writeEnd, path: "pipe"))
  } catch { failure = error }
  out.closeWriteEnd()
  done.wait()
  close(into.readEnd)
  close(out.readEnd)
  return (result.withLock { $0 }, failure)
}

/// Sends `input` through a filter and expects that nothing goes wrong.
func filter(
  _ input: some Sequence<UInt8> & Sendable, through translator: any SegmentTranslator = DoubleTranslator(),
  log: LogRecorder = LogRecorder(), _ change: (inout LineFilterOptions) -> Void = { _ in }
) throws -> [UInt8] {
  let (output, error) = outcome(of: input, through: translator, log: log, change)
  if let error { throw error }
  return output
}

func filter(
  _ input: String, through translator: any SegmentTranslator = DoubleTranslator(),
  log: LogRecorder = LogRecorder(), _ change: (inout LineFilterOptions) -> Void = { _ in }
) throws -> String {
  String(decoding: try filter(Array(input.utf8), through: translator, log: log, change), as: UTF8.self)
}
