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
    case .html, .android, .resx, .stringsdict: return tags(source, isXML: format != .html)
    case .ttml, .docbook, .dita:
      let vocabulary = XMLVocabulary.of(format)
      return tags(source, isXML: true) { ![.block, .hidden].contains(vocabulary.role($0)) }
    case .markdown: return markdown(source, options)
    case .strings: return (try? StringsDocument.parse(source, options))?.segments.compactMap(\.context) ?? ["broken"]
    case .text: return text(source)
    case .rst: return restructured(source)
    case .asciidoc: return asciiDoc(source)
    case .latex: return latex(source)
    case .xcstrings: return catalogue(source, options.targetLanguage.replacing("_", with: "-"))
    case .vue: return tags(source, isXML: false)
    case .fluent: return fluent(source)
    case .properties: return PropertiesDocument.pairs(source).map(\.key)
    case .notebook: return notebook(source, fileName, options)
    default: return nil
    }
  }

  static let all = KeyFilter(included: ["**"], excluded: [])

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
  private static func tags(
    _ source: SourceText, isXML: Bool, isInline: (String) -> Bool = MarkupNames.inline.contains
  ) -> [String] {
    let view = MaskedSource(source)
    let tokens =
      isXML
      ? HTMLTokenizer.tokens(of: view.bytes, from: source.start, isXML: true)
      : HTMLTokenizer.tokens(of: view.bytes, in: source.start..<source.bytes.count)
    var blocks: [String] = []
    var inline: [String] = []
    for token in tokens where token.kind != .text {
      let name = token.kind == .end ? "/" + token.name : token.name
      if isInline(token.name) { inline.append(name) } else { blocks.append(name) }
    }
    if isXML { blocks.append((try? XMLCheck.check(source)) == nil ? "broken" : "well-formed") }
    return blocks + inline.sorted() + view.hidden.filter { $0.kind == .boundary }.map { source.string($0.range) }
  }

  static func markdown(_ source: SourceText, _ options: DocumentOptions) -> [String] {
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
