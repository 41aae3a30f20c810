import IO

/// Reads corpora: one sentence a line, or several side by side, separated by tabs.
///
/// White space at the end of a line is not part of it. Text must be UTF-8.
public enum LineReader {
  /// One sentence a line.
  ///
  /// - Parameter path: decompressed on the way where it ends in `.gz`.
  /// - Throws: `EvaluationError` naming the file, the line and what to do.
  public static func segments(path: String) throws(EvaluationError) -> Segments {
    let bytes = try InputFile.bytes(at: path)
    let lines = LineSplitter.lines(bytes, anyLineBreak: false)
    try checkUTF8(bytes, lines, path)
    return Segments(bytes: bytes, lines: lines)
  }

  /// References side by side: `count` fields a line, the last of which may hold further tabs.
  public static func references(path: String, count: Int) throws(EvaluationError) -> [Segments] {
    let text = try segments(path: path)
    var columns = [[Segments.Line]](repeating: [], count: count)
    for (number, line) in text.lines.enumerated() {
      let fields = LineSplitter.fields(text.bytes, line, limit: count)
      guard fields.count == count else {
        throw .referenceFields(path: path, line: number + 1, expected: count, found: fields.count)
      }
      for (column, field) in fields.enumerated() { columns[column].append(field) }
    }
    return columns.map { Segments(bytes: text.bytes, lines: $0) }
  }

  /// The outputs of one or more systems side by side on standard input; the first line says how many they are.
  public static func systemsFromStandardInput() throws(EvaluationError) -> [Segments] {
    try systems(bytes: try WholeFile<EvaluationError>.bytes(at: "-"), name: "standard input")
  }

  package static func systems(bytes: [UInt8], name: String) throws(EvaluationError) -> [Segments] {
    var lines = LineSplitter.lines(bytes, anyLineBreak: true)
    try checkUTF8(bytes, lines, name)
    // Nothing at all counts as one empty line, as it does for sacreBLEU.
    if lines.isEmpty { lines = [Segments.Line(start: 0, count: 0)] }
    var columns: [[Segments.Line]] = []
    for (number, line) in lines.enumerated() {
      let fields = LineSplitter.fields(bytes, line, limit: nil)
      if number == 0 { columns = fields.map { _ in [] } }
      guard fields.count == columns.count else {
        throw .hypothesisFields(path: name, line: number + 1, expected: columns.count, found: fields.count)
      }
      for (column, field) in fields.enumerated() {
        columns[column].append(number == 0 ? field : LineSplitter.trimmed(bytes, field))
      }
    }
    return columns.map { Segments(bytes: bytes, lines: $0) }
  }

  private static func checkUTF8(_ bytes: [UInt8], _ lines: [Segments.Line], _ path: String) throws(EvaluationError) {
    guard let position = UTF8Validation.firstError(bytes) else { return }
    let line = bytes[..<position].count { $0 == 0x0A } + 1
    throw .invalidUTF8(path: path, line: line)
  }
}
