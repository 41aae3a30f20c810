import FoundationEssentials

/// Whole small text files, as lines of bytes.
enum LineFile {
  /// The lines of a file without their ends (LF or CRLF); a missing last line end makes no difference.
  static func lines(at path: String) throws(SubwordError) -> [[UInt8]] {
    do {
      return split(Array(try Data(contentsOf: URL(filePath: path))))
    } catch {
      throw .unreadable(file: path, reason: reason(of: error))
    }
  }

  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? Array(line.dropLast()) : Array(line)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The lines as strings; the error names the first line that is not UTF-8.
  static func strings(_ lines: [[UInt8]], file: String) throws(SubwordError) -> [String] {
    var strings: [String] = []
    strings.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      guard let string = String(validating: line, as: UTF8.self) else {
        throw .invalidUTF8(file: file, line: index + 1)
      }
      strings.append(string)
    }
    return strings
  }

  static func write(_ text: String, to path: String) throws(SubwordError) {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .unwritable(file: path, reason: reason(of: error))
    }
  }

  static func makeDirectory(at path: String) throws(SubwordError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: path, reason: reason(of: error))
    }
  }

  private static func reason(of error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space left on the device"
    case .fileWriteFileExists: return "a file of that name is in the way"
    default: return (error.underlying.map { "\($0)" }) ?? "error \(error.code.rawValue)"
    }
  }
}
