import FoundationEssentials

/// Whole small text files, as lines of bytes.
enum LineFile {
  /// The lines of a file in UTF-8.
  static func lines(at path: String) throws(SubwordError) -> TextLines {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .unreadable(file: path, reason: reason(of: error))
    }
    return try TextLines(bytes, file: path)
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
