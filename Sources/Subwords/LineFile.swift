import IO

/// Whole small text files, as lines of bytes.
enum LineFile {
  /// The lines of a file in UTF-8.
  static func lines(at path: String) throws(SubwordError) -> TextLines {
    try TextLines(WholeFile<SubwordError>.bytes(at: path), file: path)
  }

  static func write(_ text: String, to path: String) throws(SubwordError) {
    try AtomicFile<SubwordError>.write(Array(text.utf8), to: path)
  }
}
