/// TSV and CSV: the cells of chosen columns.
enum TableDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    var scanner = TableScanner(source)
    guard let first = try scanner.row() else { return CatalogueDocument(source, [], options) }
    let names = first.map { $0.text(source).trimmed() }
    let columns = try columns(options, names, source)
    var values = options.hasHeaderRow ? [] : Self.values(first, columns, names, scanner.separator, source, options)
    while let row = try scanner.row() {
      values += Self.values(row, columns, names, scanner.separator, source, options)
    }
    return CatalogueDocument(source, values, options)
  }

  private static func columns(
    _ options: DocumentOptions, _ names: [String], _ source: SourceText
  ) throws(DocumentError) -> [Int] {
    let numbers = (1...max(names.count, 1)).map { "\($0)" }
    let known = options.hasHeaderRow ? zip(numbers, names).map { "\($0) (\($1))" } : numbers
    guard !options.columns.isEmpty else { throw .noColumns(file: source.file, known: known) }
    var columns: [Int] = []
    for column in options.columns {
      if options.hasHeaderRow, let index = names.firstIndex(of: column) {
        columns.append(index)
      } else if let number = Int(column), (1...names.count).contains(number) {
        columns.append(number - 1)
      } else {
        throw .unknownColumn(file: source.file, column: column, known: known)
      }
    }
    return Array(Set(columns)).sorted()
  }

  private static func values(
    _ row: [TableCell], _ columns: [Int], _ names: [String], _ separator: UInt8, _ source: SourceText,
    _ options: DocumentOptions
  ) -> [CatalogueValue] {
    columns.filter { $0 < row.count }.compactMap { column in
      let cell = row[column]
      let text = cell.text(source)
      guard text.hasLetters else { return nil }
      let isPlainTSV = source.format == .tsv && !cell.isQuoted
      return CatalogueValue(range: cell.range, text: text, context: options.hasHeaderRow ? names[column] : nil) {
        Array((isPlainTSV ? unquoted($0) : quoted($0, separator, wasQuoted: cell.isQuoted)).utf8)
      }
    }
  }

  private static func unquoted(_ text: String) -> String {
    text.replacing("\t", with: " ").replacing("\r\n", with: " ").replacing("\n", with: " ")
  }

  private static func quoted(_ text: String, _ separator: UInt8, wasQuoted: Bool) -> String {
    let isSpecial = text.utf8.contains { [separator, .quote, .newline, .carriageReturn].contains($0) }
    return wasQuoted || isSpecial ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
