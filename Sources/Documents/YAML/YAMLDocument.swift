/// String catalogues in YAML, such as those of Rails.
enum YAMLDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    let values = try values(source, in: source.start..<source.bytes.count, KeyFilter(options))
    let sorted = ProseJudge.sort(values, source, options)
    return CatalogueDocument(source, sorted.kept, options, omissions: sorted.omitted)
  }

  static func values(
    _ source: SourceText, in range: Range<Int>, _ filter: KeyFilter
  ) throws(DocumentError) -> [CatalogueValue] {
    try YAMLScanner.scalars(of: source, in: range)
      .filter { filter.accepts($0.path) }
      .compactMap { YAMLText.value($0, source) }
  }
}
