/// Documents in XML: DocBook, DITA, timed text.
enum XMLProseDocument {
  static func parse(_ source: SourceText) throws(DocumentError) -> SplicedDocument {
    try XMLCheck.check(source)
    let escaping = HTMLEscaping(xml: source)
    let reader = XMLProseReader(source, .of(source.format))
    let view = MaskedSource(source, source.start..<source.start)
    let units =
      reader.texts.compactMap { HTMLDocument.unit($0, source, escaping) }
      + reader.attributes.compactMap { HTMLDocument.unit($0, source, view, escaping) }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }
}
