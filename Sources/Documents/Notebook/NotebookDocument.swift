/// Jupyter notebooks (nbformat 4): the Markdown cells of a JSON file. A cell's text is a list of its lines.
struct NotebookDocument: TranslatableDocument {
  private struct Cell: Sendable {
    /// From the first string to the end of the last.
    var range: Range<Int>
    var document: SplicedDocument
    /// Between two strings of the list; nil: the text is one string.
    var separator: String?
  }

  let segments: [DocumentSegment]
  private let source: SourceText
  private let cells: [Cell]
  private let escapes: JSONEscapes

  init(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) {
    let strings = try JSONScanner.strings(of: source, KeyFilter(included: ["**"], excluded: []))
    let types = Dictionary(
      strings.filter { $0.path.count == 3 && $0.path[0] == "cells" && $0.path[2] == "cell_type" }
        .map { ($0.path[1], JSONEscapes.text(source.bytes, $0.range) ?? "") }, uniquingKeysWith: { $1 })
    var cells: [Cell] = []
    var index = 0
    while index < strings.count {
      let path = strings[index].path
      var end = index + 1
      guard path.count >= 3, path[0] == "cells", path[2] == "source", types[path[1]] == "markdown" else {
        index = end
        continue
      }
      while end < strings.count, strings[end].path.prefix(3) == path.prefix(3) { end += 1 }
      let separator = path.count == 4 ? Self.separator(strings[index..<end].map(\.range), source) : nil
      if let cell = try Self.cell(strings[index..<end].map(\.range), separator, source, options) { cells.append(cell) }
      index = end
    }
    (self.source, self.cells) = (source, cells)
    escapes = JSONEscapes(source.bytes)
    segments = cells.flatMap { cell in
      cell.document.segments.map { segment in
        var segment = segment
        segment.line = source.line(at: cell.range.lowerBound) + segment.line - 1
        return segment
      }
    }
  }

  private static func separator(_ strings: [Range<Int>], _ source: SourceText) -> String {
    strings.count > 1 ? source.string(strings[0].upperBound..<strings[1].lowerBound) : ",\(source.lineEnding)    "
  }

  private static func cell(
    _ strings: [Range<Int>], _ separator: String?, _ source: SourceText, _ options: DocumentOptions
  ) throws(DocumentError) -> Cell? {
    guard let first = strings.first, let last = strings.last else { return nil }
    var text = ""
    for range in strings {
      guard let part = JSONEscapes.text(source.bytes, range) else { return nil }
      text += part
    }
    guard text.hasLetters else { return nil }
    let markdown = try SourceText(Array(text.utf8), file: source.file, format: .markdown)
    return Cell(
      range: first.lowerBound..<last.upperBound, document: try MarkdownDocument.parse(markdown, options),
      separator: separator)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for cell in cells {
      let last = first + cell.document.segments.count
      let written = try cell.document.rendered(Array(translations[first..<last]))
      if written != cell.document.bytes {
        edits.append(ByteEdit(cell.range, strings(String(decoding: written, as: UTF8.self), cell.separator).utf8))
      }
      first = last
    }
    return source.bytes.applying(edits)
  }

  private func strings(_ text: String, _ separator: String?) -> String {
    guard let separator else { return escapes.string(text) }
    var lines: [String] = [""]
    for character in text {
      lines[lines.count - 1].append(character)
      if character.isNewline { lines.append("") }
    }
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines.map(escapes.string).joined(separator: separator)
  }
}
