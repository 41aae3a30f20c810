import Files
import FoundationEssentials

/// Whole small text files, as lines of bytes.
enum LineFile {
  /// The lines of a file in UTF-8.
  static func lines(at path: String) throws(SubwordError) -> TextLines {
    try TextLines(WholeFile<SubwordError>.bytes(at: path), file: path)
  }

  static func write(_ text: String, to path: String) throws(SubwordError) {
    var file = try AtomicFile<SubwordError>(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  static func makeDirectory(at path: String) throws(SubwordError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: "the directory cannot be made")
    }
  }
}
