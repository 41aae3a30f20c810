import IO
import Logging

/// Writes log messages to standard error as `translate: warning: ...`.
public struct StandardErrorLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]

  private let program: String

  public init(program: String = "translate", level: Logger.Level = .info) {
    self.program = program
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let level = event.level < .warning ? "" : "\(event.level): "
    OutputDescriptor.standardError.say("\(program): \(level)\(event.message)\n")
  }
}
