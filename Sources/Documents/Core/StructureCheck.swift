/// Compares what a translation has become with its source: everything that is not text has to be the same.
package struct StructureCheck {
  private let document: any TranslatableDocument
  private let format: DocumentFormat
  private let fileName: String
  private let options: DocumentOptions
  private let shape: [String]?

  /// Renderings that are tried to find out which segments break the structure.
  private static let mostTries = 200

  package init(
    _ document: any TranslatableDocument, of bytes: [UInt8], _ format: DocumentFormat, fileName: String,
    options: DocumentOptions
  ) {
    (self.document, self.format, self.fileName, self.options) = (document, format, fileName, options)
    shape = DocumentShape.of(bytes, format, fileName: fileName, options)
  }

  /// Writes the document, with those translations left out that would break its structure.
  ///
  /// - Returns: the document, and the numbers of the segments that were left out.
  package func rendered(
    _ translations: [[SegmentPart]?]
  ) throws(DocumentError) -> (bytes: [UInt8], omitted: [Int]) {
    let whole = try document.rendered(translations)
    if holds(whole) { return (whole, []) }
    var kept: [[SegmentPart]?] = translations.map { _ in nil }
    var omitted: [Int] = []
    var tries = 0
    try add(translations.indices, of: translations, to: &kept, &omitted, &tries)
    return (try document.rendered(kept), omitted.filter { translations[$0] != nil })
  }

  private func holds(_ bytes: [UInt8]) -> Bool {
    guard let shape else { return true }
    return DocumentShape.of(bytes, format, fileName: fileName, options) == shape
  }

  /// Adds translations as long as the structure holds; halves what does not hold.
  private func add(
    _ range: Range<Int>, of translations: [[SegmentPart]?], to kept: inout [[SegmentPart]?], _ omitted: inout [Int],
    _ tries: inout Int
  ) throws(DocumentError) {
    guard !range.isEmpty else { return }
    tries += 1
    var candidate = kept
    for index in range { candidate[index] = translations[index] }
    if tries <= Self.mostTries, holds(try document.rendered(candidate)) {
      kept = candidate
    } else if range.count == 1 || tries > Self.mostTries {
      omitted += range
    } else {
      let middle = range.lowerBound + range.count / 2
      try add(range.lowerBound..<middle, of: translations, to: &kept, &omitted, &tries)
      try add(middle..<range.upperBound, of: translations, to: &kept, &omitted, &tries)
    }
  }
}

/// What a document is made of beside its text, as a list that can be compared.
enum DocumentShape {
  /// nil where there is nothing to compare, or the source itself cannot be read.
  static func of(
    _ bytes: [UInt8], _ format: DocumentFormat, fileName: String, _ options: DocumentOptions
  ) -> [String]? {
    if format.isPackage { return try? package(bytes, format, fileName) }
    guard let source = try? SourceText(bytes, file: fileName, format: format) else { return nil }
    switch format {
    case .srt, .vtt, .ass, .sbv:
      return (try? CueScanner.cues(of: source))?.map { "\($0.start) \($0.end) \($0.lines.isEmpty)" } ?? ["broken"]
    case .json, .jsonl:
      return (try? JSONScanner.strings(of: source, all))?.map { $0.path.joined(separator: ".") } ?? ["broken"]
    case .yaml:
      return (try? YAMLScanner.scalars(of: source, in: source.start..<bytes.count))?.map {
        $0.path.joined(separator: ".")
      }
        ?? ["broken"]
    case .toml:
      return (try? TOMLDocument.values(source, in: source.start..<bytes.count, all))?.compactMap(\.context) ?? [
        "broken"
      ]
    case .po, .xliff, .qt: return bilingual(bytes, format, fileName, options)
    case .tsv, .csv: return table(source)
    case .html, .ttml, .android, .resx, .stringsdict: return tags(source, isXML: format != .html)
    case .markdown: return markdown(source, options)
    case .strings: return (try? StringsDocument.parse(source, options))?.segments.compactMap(\.context) ?? ["broken"]
    default: return nil
    }
  }

  private static let all = KeyFilter(included: ["**"], excluded: [])

  /// The sources of a bilingual file stay what they are.
  private static func bilingual(
    _ bytes: [UInt8], _ format: DocumentFormat, _ fileName: String, _ options: DocumentOptions
  ) -> [String] {
    var options = options
    options.retranslate = true
    guard let document = try? format.parse(bytes, fileName: fileName, options: options) else { return ["broken"] }
    return document.segments.map { "\($0.parts)" }
  }

  private static func table(_ source: SourceText) -> [String] {
    var scanner = TableScanner(source)
    var rows: [String] = []
    do { while let row = try scanner.row() { rows.append("\(row.count)") } } catch { return ["broken"] }
    return rows
  }

  /// Tags in the order of the file where they begin blocks; those within text may change places.
  private static func tags(_ source: SourceText, isXML: Bool) -> [String] {
    let view = MaskedSource(source)
    let tokens =
      isXML
      ? HTMLTokenizer.tokens(of: view.bytes, from: source.start, isXML: true)
      : HTMLTokenizer.tokens(of: view.bytes, in: source.start..<source.bytes.count)
    var blocks: [String] = []
    var inline: [String] = []
    for token in tokens where token.kind != .text {
      let name = token.kind == .end ? "/" + token.name : token.name
      if MarkupNames.inline.contains(token.name) { inline.append(name) } else { blocks.append(name) }
    }
    if isXML { blocks.append((try? XMLCheck.check(source)) == nil ? "broken" : "well-formed") }
    return blocks + inline.sorted() + view.hidden.filter { $0.kind == .boundary }.map { source.string($0.range) }
  }

  private static func markdown(_ source: SourceText, _ options: DocumentOptions) -> [String] {
    let start = FrontMatter.end(source) ?? source.start
    var dialect = MarkdownDialect(source, from: start, options)
    dialect.read()
    let recorder = MarkdownOutline()
    for bytes in dialect.views where !MarkdownParser.parse(bytes, from: start, recorder) { return ["broken"] }
    return recorder.blocks + recorder.spans.sorted() + ["\(dialect.view.hidden.count) marks"]
  }

  /// The structure of the files of a package, runs left out: those are joined and cut.
  private static func package(_ bytes: [UInt8], _ format: DocumentFormat, _ fileName: String) throws -> [String] {
    let package = try ZipPackage(bytes, file: fileName, format: format)
    var shape: [String] = []
    for entry in package.entries {
      shape.append(entry.name)
      guard [".xml", ".xhtml", ".html", ".opf", ".ncx"].contains(where: { entry.name.hasSuffix($0) }) else { continue }
      let content = try package.read(entry)
      guard let source = try? SourceText(content, file: fileName, format: format) else { continue }
      let tokens = HTMLTokenizer.tokens(of: content, from: source.start, isXML: true)
      shape += tokens.filter { structural.contains($0.name) }.map(\.name)
      shape.append((try? XMLCheck.check(source)) == nil ? "broken" : "well-formed")
    }
    return shape
  }

  private static let structural: Set<String> = [
    "w:p", "w:tbl", "w:tr", "w:tc", "w:sectpr", "a:p", "a:tbl", "si", "row", "c", "text:p", "text:h", "text:list-item",
    "table:table", "table:table-row", "table:table-cell", "draw:frame", "draw:page", "p", "div", "li", "tr", "td", "h1",
    "h2", "h3", "item", "itemref", "navpoint",
  ]
}
