import Glibc
import Logging

/// One JSON object a line on standard error. What clients send is never in it: no texts, keys or names of files.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let milliseconds = time.tv_nsec / 1_000_000
    var fields = [("time", "\(time.tv_sec).\(String(1000 + milliseconds).dropFirst())")]
    fields.append(("level", event.level.rawValue))
    fields.append(("message", "\(event.message)"))
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }
    ) {
      fields.append((key, "\(value)"))
    }
    let line = fields.map { "\"\($0.0)\":\(Self.quoted($0.1))" }.joined(separator: ",")
    writeToStandardError("{\(line)}\n")
  }

  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "\"") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case let control where control.value < 0x20: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}
