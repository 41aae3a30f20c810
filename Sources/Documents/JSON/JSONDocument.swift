/// String catalogues in JSON, such as those of web pages, browser extensions and Flutter (.arb).
enum JSONDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    let escapes = JSONEscapes(source.bytes)
    let values = try JSONScanner.strings(of: source, KeyFilter(options)).compactMap { range, path -> CatalogueValue? in
      guard let text = JSONEscapes.text(source.bytes, range), text.hasLetters else { return nil }
      return CatalogueValue(range: range, text: text, context: path.joined(separator: "."), path: path) {
        Array(escapes.string($0).utf8)
      }
    }
    let sorted = ProseJudge.sort(values, source, options)
    return CatalogueDocument(source, sorted.kept, options, omissions: sorted.omitted)
  }
}
