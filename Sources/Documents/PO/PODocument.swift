/// A PO file of GNU gettext (gettext manual, "The Format of PO Files"), or its template.
///
/// A message is written when all of its segments are translated and one differs from the source; it is then fuzzy.
struct PODocument: TranslatableDocument {
  let segments: [DocumentSegment]
  private let source: SourceText
  private let header: POEntry?
  private let messages: [POMessage]
  private let editor: POEditor

  init(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) {
    let entries = try POScanner.entries(of: source)
    header = entries.first { POEscapes.text(of: $0.id, in: source.bytes)?.isEmpty == true && $0.context == nil }
    let text = header?.forms.first.flatMap { POEscapes.text(of: $0, in: source.bytes) } ?? ""
    let fields = POHeader(text)
    if !options.isDecoded { try Self.checkCharset(fields, header, source) }
    let forms = fields.pluralForms ?? PluralForms(language: options.targetLanguage)
    messages = entries.compactMap { POMessage($0, source, forms, options) }
    segments = messages.flatMap(\.segments)
    self.source = source
    var filled = fields
    if options.isDecoded { filled.keepsCharset = true }
    filled.fill(options, hasPlurals: entries.contains { $0.plural != nil })
    editor = POEditor(
      source: source, entries: entries, header: filled.text == text ? nil : filled.text, marksFuzzy: options.marksFuzzy)
  }

  /// What is ASCII can become UTF-8, with a new header; other encodings cannot.
  private static func checkCharset(
    _ fields: POHeader, _ header: POEntry?, _ source: SourceText
  ) throws(DocumentError) {
    guard let charset = fields.charset, !DeclaredEncoding.isUTF8(charset) else { return }
    if source.bytes.allSatisfy({ $0 < 0x80 }) { return }
    throw .encoding(file: source.file, line: source.line(at: header?.start ?? 0), encoding: charset)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for message in messages {
      let last = first + message.segments.count
      if let forms = try message.translated(Array(translations[first..<last])) {
        edits += editor.edits(message.entry, forms: forms)
      }
      first = last
    }
    if !edits.isEmpty { edits += editor.headerEdits(header) }
    return source.bytes.applying(edits)
  }
}
