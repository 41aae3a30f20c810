/// Writes strings of PO files as gettext does: one line where it fits, else an empty string and lines of up to 79
/// columns, each of which ends with a space or a line break of the text.
struct POWriter {
  var lineEnding: String
  var isWrapped: Bool

  private static let width = 79

  /// - Parameter column: where the first quote will stand.
  func literal(_ text: String, column: Int) -> String {
    let lines = escapedLines(text)
    let single = lines.joined()
    if lines.count <= 1, !isWrapped || column + single.count + 2 <= Self.width { return "\"\(single)\"" }
    let wrapped = isWrapped ? lines.flatMap(wrap) : lines
    return "\"\"" + wrapped.map { "\(lineEnding)\"\($0)\"" }.joined()
  }

  /// Cut after each line break of the text.
  private func escapedLines(_ text: String) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while let end = rest.unicodeScalars.firstIndex(of: "\n") {
      let next = rest.unicodeScalars.index(after: end)
      lines.append(POEscapes.escaped(rest[..<next]))
      rest = rest[next...]
    }
    return rest.isEmpty && !lines.isEmpty ? lines : lines + [POEscapes.escaped(rest)]
  }

  private func wrap(_ line: String) -> [String] {
    var lines: [String] = []
    var (current, columns) = ("", 0)
    for word in Self.words(line) {
      if columns + word.count > Self.width - 2, !current.isEmpty {
        lines.append(current)
        (current, columns) = ("", 0)
      }
      current += word
      columns += word.count
    }
    return lines + [current]
  }

  /// Words with the spaces after them.
  private static func words(_ line: String) -> [Substring] {
    var words: [Substring] = []
    var rest = Substring(line)
    while !rest.isEmpty {
      let wordEnd = rest.firstIndex(of: " ") ?? rest.endIndex
      let end = rest[wordEnd...].firstIndex { $0 != " " } ?? rest.endIndex
      words.append(rest[..<end])
      rest = rest[end...]
    }
    return words
  }
}
