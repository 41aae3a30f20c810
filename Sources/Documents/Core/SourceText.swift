/// The checked bytes of a document: UTF-8 without NUL, and where its lines begin.
struct SourceText: Sendable {
  let bytes: [UInt8]
  let file: String
  let format: DocumentFormat
  /// The first byte after a byte order mark.
  let start: Int
  private let lineStarts: [Int]

  /// - Throws: ``DocumentError/binary(file:line:)``, ``DocumentError/encoding(file:line:encoding:)``.
  init(_ bytes: [UInt8], file: String, format: DocumentFormat) throws(DocumentError) {
    self.bytes = bytes
    self.file = file
    self.format = format
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == .newline }.map { $0 + 1 }
    try checkEncoding()
  }

  private func checkEncoding() throws(DocumentError) {
    if let mark = Self.byteOrderMarks.first(where: { bytes.starts(with: $0.bytes) }) {
      throw .encoding(file: file, line: 1, encoding: mark.encoding)
    }
    if let zero = bytes.firstIndex(of: 0) { throw .binary(file: file, line: line(at: zero)) }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let declared = [.html, .po, .xliff].contains(format) ? DeclaredEncoding.find(bytes) : nil
      throw .encoding(
        file: file, line: line(at: error.byteOffsets.lowerBound),
        encoding: declared.flatMap { DeclaredEncoding.isUTF8($0) ? nil : $0 })
    }
  }

  private static let byteOrderMarks: [(bytes: [UInt8], encoding: String)] = [
    ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
  ]

  /// The line of a byte, counted from 1.
  func line(at offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(low, 1)
  }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  var lineEnding: String { bytes.lineEnding(from: 0) }

  func malformed(at offset: Int, _ reason: String, _ remedy: String) -> DocumentError {
    .malformed(file: file, line: line(at: offset), format: format, reason: reason, remedy: remedy)
  }
}
