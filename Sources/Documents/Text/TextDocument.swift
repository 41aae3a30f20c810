/// Plain text.
enum TextDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) -> SplicedDocument {
    // What a template does is no text: it stands between cells, as a wide gap does.
    let tags = TemplateScanner.tags(in: source.bytes, source.start..<source.bytes.count).filter { $0.kind != .output }
    let bytes = source.bytes.masking(tags.lazy.map(\.range), with: .space)
    let layout = TextLayout(bytes, source.start..<bytes.count, mode: options.lineMode)
    let units = layout.units(of: bytes) { source.line(at: $0) }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }
}
