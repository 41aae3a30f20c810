/// Plain text.
enum TextDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> SplicedDocument {
    let layout = TextLayout(source.bytes, source.start..<source.bytes.count, mode: options.lineMode)
    let units = layout.units(of: source.bytes) { source.line(at: $0) }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }
}
