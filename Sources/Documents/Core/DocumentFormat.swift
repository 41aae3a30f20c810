/// The formats of documents.
public enum DocumentFormat: String, CaseIterable, Sendable {
  case text, markdown, html, srt, vtt, po, xliff, json, yaml, tsv, csv

  /// By the ending of the name; nil where the ending says nothing.
  public init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: "."), let format = Self.endings[fileName[dot...].dropFirst().lowercased()]
    else { return nil }
    self = format
  }

  private static let endings: [String: DocumentFormat] = [
    "txt": .text, "text": .text, "md": .markdown, "markdown": .markdown, "mkd": .markdown, "mdown": .markdown,
    "html": .html, "htm": .html, "xhtml": .html, "srt": .srt, "vtt": .vtt, "po": .po, "pot": .po, "xlf": .xliff,
    "xliff": .xliff, "json": .json, "arb": .json, "yaml": .yaml, "yml": .yaml, "tsv": .tsv, "tab": .tsv, "csv": .csv,
  ]

  /// Reads a document. Its bytes are UTF-8, with or without a byte order mark.
  ///
  /// - Parameter fileName: for errors.
  /// - Throws: ``DocumentError`` with the line of the first thing that is wrong.
  package func parse(
    _ bytes: [UInt8], fileName: String, options: DocumentOptions
  ) throws(DocumentError) -> any TranslatableDocument {
    let source = try SourceText(bytes, file: fileName, format: self)
    switch self {
    case .text: return TextDocument.parse(source, options)
    case .po: return try PODocument(source, options)
    case .markdown: return try MarkdownDocument.parse(source, options)
    case .html: return HTMLDocument.parse(source, options)
    case .srt, .vtt: return try SubtitleDocument(source)
    case .json: return try JSONDocument.parse(source, options)
    case .yaml: return try YAMLDocument.parse(source, options)
    case .tsv, .csv: return try TableDocument.parse(source, options)
    case .xliff: return try XLIFFDocument(source, options)
    }
  }
}
