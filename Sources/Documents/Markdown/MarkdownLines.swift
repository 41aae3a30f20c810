/// Lines of code, in which nothing is syntax.
enum MarkdownLines {
  /// For each line whether it stands in a fence, or is one.
  static func code(_ source: SourceText, _ lines: [Range<Int>]) -> [Bool] {
    var fence: (mark: UInt8, count: Int)?
    return lines.map { line in
      let bytes = source.bytes
      let start = bytes.skip(line) { $0.isBlank || ">-*+".utf8.contains($0) || $0.isDigit || $0 == UInt8(ascii: ".") }
      guard start < line.upperBound else { return fence != nil }
      let mark = bytes[start]
      let count = bytes.skip(start..<line.upperBound) { $0 == mark } - start
      if let open = fence {
        if mark == open.mark, count >= open.count, bytes.trimmed((start + count)..<line.upperBound).isEmpty {
          fence = nil
        }
        return true
      }
      guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"), count >= 3,
        mark == UInt8(ascii: "~") || !bytes[(start + count)..<line.upperBound].contains(mark)
      else { return false }
      fence = (mark, count)
      return true
    }
  }
}
