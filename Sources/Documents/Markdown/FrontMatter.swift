/// The block of YAML between lines of `---` (or of TOML between `+++`) with which a Markdown file may begin.
enum FrontMatter {
  /// The first byte after it; nil where there is none.
  static func end(_ source: SourceText) -> Int? {
    body(source).map { range in
      let line = source.bytes.skip(range.upperBound..<source.bytes.count) { $0 != .newline }
      return min(line + 1, source.bytes.count)
    }
  }

  /// Its lines without those that begin and end it.
  static func body(_ source: SourceText) -> Range<Int>? {
    let lines = source.bytes.lines(in: source.start..<source.bytes.count)
    guard let first = lines.first, lines.count > 1 else { return nil }
    let mark = source.string(first).trimmed()
    guard mark == "---" || mark == "+++" else { return nil }
    let ends = mark == "---" ? ["---", "..."] : ["+++"]
    guard let last = lines.dropFirst().first(where: { ends.contains(source.string($0).trimmed()) }) else { return nil }
    return lines[1].lowerBound..<last.lowerBound
  }
}
