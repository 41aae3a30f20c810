/// Finds lines and tab-separated fields in text, without copying it.
enum LineSplitter {
  /// Lines without the white space at their end.
  ///
  /// - Parameter anyLineBreak: whether a carriage return ends a line too, as Python reads standard input.
  static func lines(_ bytes: [UInt8], anyLineBreak: Bool) -> [Segments.Line] {
    var lines: [Segments.Line] = []
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = endOfLine(bytes, from: start, anyLineBreak: anyLineBreak)
        let text = Whitespace.trimmedEnd(Bytes(rebasing: bytes[start..<end]))
        lines.append(Segments.Line(start: start, count: text.count))
        start = end + 1
        if anyLineBreak, end + 1 < bytes.count, bytes[end] == 0x0D, bytes[end + 1] == 0x0A { start += 1 }
      }
    }
    return lines
  }

  private static func endOfLine(_ bytes: Bytes, from start: Int, anyLineBreak: Bool) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A, !(anyLineBreak && bytes[end] == 0x0D) { end += 1 }
    return end
  }

  /// The parts of a line between tabs, at most `limit`.
  static func fields(_ bytes: [UInt8], _ line: Segments.Line, limit: Int?) -> [Segments.Line] {
    var fields: [Segments.Line] = []
    var start = line.start
    let end = line.start + line.count
    for index in line.start..<end where bytes[index] == 0x09 && fields.count + 1 < limit ?? .max {
      fields.append(Segments.Line(start: start, count: index - start))
      start = index + 1
    }
    fields.append(Segments.Line(start: start, count: end - start))
    return fields
  }

  static func trimmed(_ bytes: [UInt8], _ line: Segments.Line) -> Segments.Line {
    bytes.withUnsafeBufferPointer { bytes in
      let text = Whitespace.trimmedEnd(Bytes(rebasing: bytes[line.start..<line.start + line.count]))
      return Segments.Line(start: line.start, count: text.count)
    }
  }
}
