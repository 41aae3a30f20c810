import FoundationEssentials
import Glibc
import Jobs
import Logging
import Synchronization
import Testing
import Translation

/// Stands in for the model: changes segments with a function, and keeps account of what it was asked.
final class CountingDouble: SegmentTranslator {
  let identity = "double"
  let sourceLocale = "en"
  let targetLocale: String
  let maximumSegmentLength = 200
  private let change: @Sendable (String) throws -> String
  private let record = Mutex<[String]>([])

  init(targetLocale: String = "de", _ change: @escaping @Sendable (String) throws -> String = { $0 }) {
    self.targetLocale = targetLocale
    self.change = change
  }

  /// Every segment that came, as often as it came.
  var asked: [String] { record.withLock { $0 } }

  func length(of segment: String) -> Int { segment.split(separator: " ").count + 1 }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    let translations = try segments.map {
      SegmentTranslation(hypotheses: [TranslationHypothesis(text: try change($0), score: -Float($0.utf8.count) / 100)])
    }
    record.withLock { $0 += segments }
    return translations
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

/// A directory of its own, gone when the test is over.
final class Workplace {
  let path: String

  init() throws {
    var template = Array("\(FileManager.default.temporaryDirectory.path)/translate-jobs-XXXXXX".utf8CString)
    let made = mkdtemp(&template).map { realpath($0, nil) } ?? nil
    path = String(cString: try #require(made))
    free(made)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = "\(path)/\(name)"
    let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try #require(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
  }

  func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) } }

  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  /// All files below, by name, with their content.
  func tree(_ name: String) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? []
    for entry in entries {
      let inner = tree("\(name)/\(entry)")
      if inner.isEmpty, let bytes = bytes("\(name)/\(entry)") { found[entry] = bytes }
      for (below, bytes) in inner { found["\(entry)/\(below)"] = bytes }
    }
    return found
  }
}
