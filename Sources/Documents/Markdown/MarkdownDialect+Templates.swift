// Tags of templates and shortcodes.
extension MarkdownDialect {
  /// Names of shortcodes and tags between which there is code.
  private static let codeTags: Set<String> = [
    "highlight", "code-toggle", "code", "mermaid", "math", "katex", "raw", "comment", "gist", "verbatim", "codeblock",
  ]

  mutating func hideTemplates(_ lines: [Range<Int>], _ isCode: [Bool]) {
    let code = zip(lines, isCode).filter(\.1).map(\.0)
    let tags = TemplateScanner.tags(in: source.bytes, start..<source.bytes.count).filter { tag in
      !code.contains { $0.contains(tag.range.lowerBound) } && !isInlineCode(tag.range)
    }
    let names = tags.map { Self.name(of: source.string($0.range)) }
    let closed = Set(names.compactMap { $0.hasPrefix("/") ? String($0.dropFirst()) : nil })
    var open: (name: String, start: Int)?
    for (tag, name) in zip(tags, names) {
      if let code = open {
        guard name == "/\(code.name)" || name == "end\(code.name)" else { continue }
        blank(code.start..<tag.range.lowerBound)
        open = nil
      } else if Self.codeTags.contains(name), closed.contains(name) || names.contains("end\(name)") {
        open = (name, tag.range.upperBound)
      }
      let isAlone = standsAlone(tag.range)
      if isAlone {
        blank(tag.range)
      } else {
        let splits = tag.kind == .control || closed.contains(name)
        hide(tag.range, splits ? .boundary : tag.kind == .comment ? .void : .atom)
      }
    }
  }

  /// `{{< figure src=x >}}` is `figure`, `{{< /note >}}` is `/note`.
  private static func name(of tag: String) -> String {
    let body = tag.drop { "{<%-#~ \t\n".contains($0) }
    return String(body.prefix { $0.isLetter || $0.isNumber || "-_/.".contains($0) })
  }

  private func isInlineCode(_ range: Range<Int>) -> Bool {
    let line = source.bytes.lineStart(of: range.lowerBound)
    return source.bytes[line..<range.lowerBound].count { $0 == UInt8(ascii: "`") } % 2 == 1
  }

  /// Whether nothing else stands on its lines.
  private func standsAlone(_ range: Range<Int>) -> Bool {
    let lineStart = source.bytes.lineStart(of: range.lowerBound)
    let lineEnd = source.bytes.skip(range.upperBound..<source.bytes.count) { $0.isBlank }
    let isEnd = lineEnd == source.bytes.count || source.bytes[lineEnd].isSpace
    return isEnd && bytes[lineStart..<range.lowerBound].allSatisfy { $0.isBlank || $0 == UInt8(ascii: ">") }
  }
}
