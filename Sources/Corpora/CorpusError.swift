/// What can be wrong with training text, and with the making of it.
public enum CorpusError: Error, Equatable, Sendable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case lineCountsDiffer(source: String, Int, target: String, Int)
  case empty(path: String)
  case malformed(path: String, format: String, reason: String)
  case missingColumn(path: String, line: Int, column: Int)
  case unknownFormat(path: String)
  case needsPairsOfFiles(format: String, count: Int)
  case unsupportedLanguage(String)
  case unknownRule(String)
  case recipe(path: String, reason: String)
  case program(name: String, reason: String)
}

extension CorpusError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .lineCountsDiffer(let source, let sourceCount, let target, let targetCount):
      "\(source) has \(sourceCount) lines, \(target) has \(targetCount): line N of one must translate line N of the other"
    case .empty(let path): "\(path) holds no text"
    case .malformed(let path, let format, let reason): "\(path) is not intact as \(format): \(reason)"
    case .missingColumn(let path, let line, let column):
      "\(path):\(line): there is no column \(column); columns are separated by tabs, and --columns says which to take"
    default: requestDescription
    }
  }

  private var requestDescription: String {
    switch self {
    case .unknownFormat(let path):
      "cannot tell the format of \(path) from its name: say --format, one of "
        + CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")
    case .needsPairsOfFiles(let format, let count):
      "\(format) comes as files in pairs, source language first, but \(count) were named"
    case .unsupportedLanguage(let code):
      "'\(code)' is not a language code of two or three letters, such as 'de'"
    case .unknownRule(let name):
      "there is no rule '\(name)': choose from \(CleaningRule.allCases.map(\.rawValue).joined(separator: ", "))"
    case .recipe(let path, let reason): "\(path): \(reason)"
    case .program(let name, let reason): "\(name) failed: \(reason)"
    default: "the text cannot be used"
    }
  }
}
