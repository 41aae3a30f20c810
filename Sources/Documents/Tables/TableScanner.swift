/// A cell as it is written.
struct TableCell: Sendable {
  /// With its quotation marks.
  var range: Range<Int>
  var isQuoted: Bool

  func text(_ source: SourceText) -> String {
    guard isQuoted else { return source.string(range) }
    return source.string((range.lowerBound + 1)..<(range.upperBound - 1)).replacing("\"\"", with: "\"")
  }
}

/// Cuts tables into rows and cells: CSV by RFC 4180, where quoted cells may hold line breaks; TSV by lines and tabs.
struct TableScanner {
  private let source: SourceText
  let separator: UInt8
  private var index: Int

  init(_ source: SourceText) {
    self.source = source
    index = source.start
    separator = source.format == .tsv ? .tab : Self.separator(source)
  }

  /// Programs that write numbers with commas put semicolons between cells.
  private static func separator(_ source: SourceText) -> UInt8 {
    let end = source.bytes.skip(source.start..<source.bytes.count) { $0 != .newline }
    let line = source.bytes[source.start..<end]
    let counts = [",", ";", "\t"].map { mark in line.count { $0 == mark.utf8.first } }
    return counts[1] > counts[0] ? UInt8(ascii: ";") : counts[2] > counts[0] ? .tab : UInt8(ascii: ",")
  }

  /// - Throws: ``DocumentError/malformed(file:line:format:reason:remedy:)`` for a quoted cell without end.
  mutating func row() throws(DocumentError) -> [TableCell]? {
    guard index < source.bytes.count else { return nil }
    var cells: [TableCell] = []
    while true {
      cells.append(try cell())
      guard index < source.bytes.count, source.bytes[index] == separator else { break }
      index += 1
    }
    index += source.bytes.starts(with: "\r\n", at: index) ? 2 : 1
    return cells
  }

  private mutating func cell() throws(DocumentError) -> TableCell {
    let start = index
    let bytes = source.bytes
    let isQuoted = start < bytes.count && bytes[start] == .quote
    if isQuoted, source.format == .csv { return try quotedCell(start) }
    let separator = separator
    index = bytes.skip(start..<bytes.count) { $0 != separator && $0 != .newline && $0 != .carriageReturn }
    let isWhole =
      isQuoted && index - start > 1 && bytes[index - 1] == .quote && Self.isDoubled(bytes, start + 1..<index - 1)
    return TableCell(range: start..<index, isQuoted: isWhole)
  }

  /// Whether every quotation mark has another beside it.
  private static func isDoubled(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      guard bytes[index] == .quote else {
        index += 1
        continue
      }
      guard index + 1 < range.upperBound, bytes[index + 1] == .quote else { return false }
      index += 2
    }
    return true
  }

  private mutating func quotedCell(_ start: Int) throws(DocumentError) -> TableCell {
    let bytes = source.bytes
    var end = start + 1
    while end < bytes.count {
      if bytes[end] == .quote {
        guard end + 1 < bytes.count, bytes[end + 1] == .quote else { break }
        end += 1
      }
      end += 1
    }
    let remedy = "Quotation marks inside a quoted cell must be doubled"
    guard end < bytes.count else { throw source.malformed(at: start, "a cell without its closing quote", remedy) }
    index = end + 1
    guard index == bytes.count || [separator, .newline, .carriageReturn].contains(bytes[index]) else {
      throw source.malformed(at: index, "text after the closing quote of a cell", remedy)
    }
    return TableCell(range: start..<index, isQuoted: true)
  }
}
