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
    guard let last = lines.dropFirst().first(where: { ends.contains(source.string($0).trimmed()) }),
      let entry = lines[1...].first(where: { !source.bytes.trimmed($0).isEmpty }), isEntry(source.string(entry))
    else { return nil }
    return lines[1].lowerBound..<last.lowerBound
  }

  /// A key, or a comment. Text below a line of hyphens is text between two rules.
  private static func isEntry(_ line: String) -> Bool {
    let key = line.prefix { $0.isLetter || $0.isNumber || "-_. \"'".contains($0) }
    return line.hasPrefix("#") || (!key.isEmpty && [":", "="].contains(line[key.endIndex...].first))
  }

  private static let keys = [
    "title", "subtitle", "linktitle", "description", "summary", "abstract", "excerpt", "tagline", "headline", "caption",
  ]

  /// Values that are prose by their key, or those that the options choose. What cannot be read stays as it is.
  static func units(
    _ source: SourceText, _ options: DocumentOptions
  ) -> [(segment: DocumentSegment, slot: Slot)] {
    guard let range = body(source) else { return [] }
    let isTOML = source.bytes.starts(with: "+++", at: source.start)
    var options = options
    if options.includedKeys.isEmpty { options.includedKeys = keys.map { "**.\($0)" } }
    let filter = KeyFilter(options)
    let found =
      isTOML
      ? try? TOMLDocument.values(source, in: range, filter) : try? YAMLDocument.values(source, in: range, filter)
    let values = found ?? []
    return values.map { value in
      let segment = DocumentSegment(
        parts: [.text(value.text.split(whereSeparator: \.isWhitespace).joined(separator: " "))],
        line: source.line(at: value.range.lowerBound), context: value.context)
      let slot = Slot(range: value.range) { parts in
        value.encode(parts.map { if case .text(let text) = $0 { text } else { "" } }.joined())
      }
      return (segment, slot)
    }
  }
}
