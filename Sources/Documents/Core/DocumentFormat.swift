/// The formats of documents.
public enum DocumentFormat: String, CaseIterable, Sendable {
  case text, markdown, html, srt, vtt, po, xliff, json, yaml, tsv, csv
  case jsonl, toml, android, strings, stringsdict, properties, resx, qt, fluent, ass, sbv, ttml
  case notebook, rst, asciidoc, latex, docbook, dita, xcstrings, vue
  case docx, pptx, xlsx, odt, odp, ods, epub

  /// By the ending of the name; nil where the ending says nothing.
  ///
  /// - Parameter start: the first bytes of the file, which tell where an ending means several things.
  public init?(fileName: String, start: [UInt8] = []) {
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    let ending = fileName[dot...].dropFirst().lowercased()
    if let format = Self.endings[ending] {
      self = format
    } else if let format = Self.ambiguous(ending, fileName, start) {
      self = format
    } else {
      return nil
    }
  }

  private static let endings: [String: DocumentFormat] = [
    "txt": .text, "text": .text, "md": .markdown, "markdown": .markdown, "mkd": .markdown, "mdown": .markdown,
    "mdx": .markdown, "html": .html, "htm": .html, "xhtml": .html, "srt": .srt, "vtt": .vtt, "po": .po, "pot": .po,
    "xlf": .xliff, "xliff": .xliff, "json": .json, "arb": .json, "json5": .json, "jsonl": .jsonl, "ndjson": .jsonl,
    "yaml": .yaml, "yml": .yaml, "toml": .toml, "tsv": .tsv, "tab": .tsv, "csv": .csv, "strings": .strings,
    "stringsdict": .stringsdict, "properties": .properties, "resx": .resx, "resw": .resx, "ftl": .fluent, "ass": .ass,
    "ssa": .ass, "sbv": .sbv, "ttml": .ttml, "dfxp": .ttml,
    "ipynb": .notebook, "rst": .rst, "adoc": .asciidoc, "asciidoc": .asciidoc, "tex": .latex, "ltx": .latex,
    "latex": .latex, "xcstrings": .xcstrings, "vue": .vue,
    "docbook": .docbook, "dbk": .docbook, "dita": .dita, "ditamap": .dita,
    "docx": .docx, "docm": .docx, "pptx": .pptx, "pptm": .pptx, "xlsx": .xlsx, "xlsm": .xlsx, "odt": .odt, "ott": .odt,
    "odp": .odp, "ods": .ods, "epub": .epub,
  ]

  /// All endings that say what a file is.
  package static var allEndings: [String] { endings.keys.sorted() }

  /// `.xml` and `.ts` are many things.
  private static func ambiguous(_ ending: String, _ name: String, _ start: [UInt8]) -> DocumentFormat? {
    switch ending {
    case "xml":
      let isResource = name.hasSuffix("strings.xml") || name.contains("/values/")
      return isResource ? .android : XMLRoot.format(start)
    case "ts":
      let text = String(decoding: start, as: UTF8.self)
      return text.contains("<!DOCTYPE TS") || text.contains("<TS ") ? .qt : nil
    default: return nil
    }
  }

  /// A zip file with files of text in it.
  package var isPackage: Bool { [.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub].contains(self) }

  /// Reads a document. Its bytes are UTF-8, with or without a byte order mark, or in an encoding that they show.
  ///
  /// - Parameter fileName: for errors.
  /// - Throws: ``DocumentError`` with the line of the first thing that is wrong.
  package func parse(
    _ bytes: [UInt8], fileName: String, options: DocumentOptions
  ) throws(DocumentError) -> any TranslatableDocument {
    if isPackage { return try PackageDocument(bytes, fileName: fileName, format: self, options: options) }
    if let document = try EncodedDocument(bytes, self, fileName: fileName, options: options) { return document }
    let source = try SourceText(bytes, file: fileName, format: self)
    switch self {
    case .text: return TextDocument.parse(source, options)
    case .po: return try PODocument(source, options)
    case .markdown: return try MarkdownDocument.parse(source, options)
    case .html: return HTMLDocument.parse(source, options)
    case .ttml, .docbook, .dita: return try XMLProseDocument.parse(source)
    case .srt, .vtt, .ass, .sbv: return try SubtitleDocument(source)
    case .json, .jsonl: return try JSONDocument.parse(source, options)
    case .yaml: return try YAMLDocument.parse(source, options)
    case .toml: return try TOMLDocument.parse(source, options)
    case .tsv, .csv: return try TableDocument.parse(source, options)
    case .xliff: return try XLIFFDocument(source, options)
    case .qt: return try QtDocument(source, options)
    case .android: return try XMLStrings.android(source, options)
    case .resx: return try XMLStrings.resx(source, options)
    case .stringsdict: return try XMLStrings.stringsdict(source, options)
    case .strings: return try StringsDocument.parse(source, options)
    case .properties: return PropertiesDocument.parse(source, options)
    case .notebook: return try NotebookDocument(source, options)
    case .rst: return RestructuredText.parse(source)
    case .asciidoc: return AsciiDoc.parse(source)
    case .latex: return LaTeXDocument.parse(source)
    case .xcstrings: return try StringCatalogDocument(source, options)
    case .vue: return try VueDocument.parse(source, options)
    case .fluent: return FluentDocument.parse(source, options)
    case .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub: return SplicedDocument(bytes: bytes, file: fileName, units: [])
    }
  }
}
