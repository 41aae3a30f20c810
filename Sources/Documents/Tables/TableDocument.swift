/// TSV and CSV: the cells of chosen columns.
enum TableDocument {
  static func parse(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> CatalogueDocument {
    var scanner = TableScanner(source)
    guard let first = try scanner.row() else { return CatalogueDocument(source, [], options) }
    let names = first.map { $0.text(source).trimmed() }
    var rows = options.hasHeaderRow ? [] : [first]
    while let row = try scanner.row() { rows.append(row) }
    let columns = try columns(options, names, rows, source)
    let values = rows.flatMap { Self.values($0, columns, names, scanner.separator, source, options) }
    return CatalogueDocument(source, values, options)
  }

  private static func columns(
    _ options: DocumentOptions, _ names: [String], _ rows: [[TableCell]], _ source: SourceText
  ) throws(DocumentError) -> [Int] {
    let numbers = (1...max(names.count, 1)).map { "\($0)" }
    let known = options.hasHeaderRow ? zip(numbers, names).map { "\($0) (\($1))" } : numbers
    if options.columns.isEmpty {
      if options.hasHeaderRow, let named = named(names, options.sourceLanguage) { return [named] }
      if let guessed = guessed(rows, source) { return [guessed] }
    }
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

  /// The column that is named like the source language, or like text.
  private static func named(_ names: [String], _ language: String) -> Int? {
    let code = language.prefix { $0 != "_" && $0 != "-" }.lowercased()
    let language = ["en": "english", "de": "german", "fr": "french", "es": "spanish"][code] ?? code
    for wanted in [
      [code, language, "\(code)_us", "\(code)-us", "\(code)_gb", "\(code)-gb"], ["text", "source", "sentence"],
    ] {
      let found = names.indices.filter { wanted.contains(names[$0].lowercased()) }
      if found.count == 1 { return found.first }
    }
    return nil
  }

  /// The only column with sentences in it.
  private static func guessed(_ rows: [[TableCell]], _ source: SourceText) -> Int? {
    let sample = rows.prefix(200)
    let columns = sample.map(\.count).max() ?? 0
    let found = (0..<columns).filter { column in
      let texts = sample.compactMap { column < $0.count ? $0[column].text(source) : nil }.filter { !$0.isEmpty }
      let sentences = texts.count { ProseJudge.verdict($0, key: "") == .prose && $0.split(separator: " ").count > 1 }
      return !texts.isEmpty && sentences * 2 > texts.count
    }
    return found.count == 1 ? found.first : nil
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
      return CatalogueValue(
        range: cell.range, text: text, context: options.hasHeaderRow && column < names.count ? names[column] : nil
      ) {
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
