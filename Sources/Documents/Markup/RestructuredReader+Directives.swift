/// What begins with two dots.
extension RestructuredReader {
  private static let textDirectives: Set<String> = [
    "note", "warning", "tip", "important", "caution", "danger", "error", "hint", "attention", "seealso", "admonition",
    "topic", "sidebar", "versionadded", "versionchanged", "deprecated", "epigraph", "pull-quote", "rubric", "container",
    "figure", "todo", "glossary", "compound", "versionremoved", "only", "list-table", "centered", "class",
    "function", "method", "attribute", "module", "data", "exception", "option", "program", "describe", "envvar",
    "py:function", "py:method", "py:class", "py:attribute", "py:data", "py:exception", "c:function", "cmdoption",
  ]
  /// Their argument is a title.
  private static let titled: Set<String> = ["admonition", "topic", "sidebar", "rubric", "centered"]
  /// Their argument begins with a version, and goes on as text.
  private static let versions: Set<String> = ["versionadded", "versionchanged", "deprecated", "versionremoved"]
  /// Their argument is the first paragraph.
  private static let plain: Set<String> = [
    "note", "warning", "tip", "important", "caution", "danger", "error", "hint", "attention", "seealso", "todo",
  ]

  mutating func readExplicit(_ index: Int, _ limit: Int) -> Int {
    let column = indentation(index)
    let end = blockEnd(index + 1, deeperThan: column, limit)
    let body = source.bytes.skip((text(index).lowerBound + 2)..<text(index).upperBound) { $0.isBlank }
    let rest = source.string(body..<text(index).upperBound)
    if rest.hasPrefix("["), let close = rest.firstIndex(of: "]"), rest[close...].hasPrefix("] ") {
      let start = body + rest[...close].utf8.count
      readText(from: source.bytes.skip(start..<text(index).upperBound) { $0.isBlank }, index, end)
      return end
    }
    guard let colons = rest.firstRange(of: "::"), !rest.hasPrefix("_"), !rest.hasPrefix("|") else { return end }
    let name = String(rest[..<colons.lowerBound]).lowercased()
    guard Self.textDirectives.contains(name), !name.contains(" ") else { return end }
    let argument = source.bytes.trimmed((body + rest[..<colons.upperBound].utf8.count)..<text(index).upperBound)
    var first = index + 1
    if !argument.isEmpty {
      if Self.titled.contains(name) { blocks.append(MarkupBlock(lines: [argument])) }
      if Self.plain.contains(name) {
        let last = min(paragraphEnd(index, end), end)
        blocks.append(MarkupBlock(lines: [argument] + ((index + 1)..<last).map { text($0) }))
        first = last
      }
      if Self.versions.contains(name) {
        let start = source.bytes.skip(source.bytes.skip(argument) { !$0.isSpace }..<argument.upperBound) { $0.isBlank }
        if start < argument.upperBound {
          let last = min(paragraphEnd(index, end), end)
          blocks.append(MarkupBlock(lines: [start..<argument.upperBound] + ((index + 1)..<last).map { text($0) }))
          first = last
        }
      }
    }
    while first < end, isOption(first) { first += 1 }
    read(first..<end)
    return end
  }

  /// `:width: 100`
  private func isOption(_ index: Int) -> Bool {
    let line = string(index)
    guard line.hasPrefix(":"), let end = line.dropFirst().firstIndex(of: ":") else { return false }
    return line[line.index(after: line.startIndex)..<end].allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
  }

  /// Text that begins within a line, and its paragraphs.
  private mutating func readText(from start: Int, _ index: Int, _ end: Int) {
    let last = min(paragraphEnd(index, end), end)
    if start < text(index).upperBound {
      blocks.append(
        MarkupBlock(lines: [start..<text(index).upperBound] + ((index + 1)..<max(last, index + 1)).map { text($0) }))
    }
    read(max(last, index + 1)..<end)
  }
}
