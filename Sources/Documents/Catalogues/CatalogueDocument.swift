/// A string in a file of strings. What it says is plain text, perhaps of several paragraphs.
struct CatalogueValue: Sendable {
  var range: Range<Int>
  /// Without escapes.
  var text: String
  var context: String?
  /// Writes a text as what stands in the range.
  var encode: @Sendable (String) -> [UInt8]
}

/// Strings and what is between them: JSON, YAML, tables.
struct CatalogueDocument: TranslatableDocument {
  let segments: [DocumentSegment]
  private let source: SourceText
  private let entries: [(value: CatalogueValue, text: SplicedDocument)]

  init(_ source: SourceText, _ values: [CatalogueValue], _ options: DocumentOptions) {
    self.source = source
    entries = values.map { value in
      let bytes = Array(value.text.utf8)
      let line = source.line(at: value.range.lowerBound)
      let units = TextLayout(bytes, bytes.indices, mode: options.lineMode)
        .units(of: bytes, context: value.context) { _ in line }
      return (value, SplicedDocument(bytes: bytes, file: source.file, units: units))
    }
    segments = entries.flatMap(\.text.segments)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for (value, text) in entries {
      let last = first + text.segments.count
      let written = try text.rendered(Array(translations[first..<last]))
      if written != text.bytes {
        edits.append(ByteEdit(value.range, value.encode(String(decoding: written, as: UTF8.self))))
      }
      first = last
    }
    return source.bytes.applying(edits)
  }
}
