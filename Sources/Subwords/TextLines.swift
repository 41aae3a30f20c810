import Glibc

/// Lines of text in one block of memory: a start reads thousands, so there is no string or array for each.
struct TextLines: Sendable {
  private let bytes: [UInt8]
  private let ranges: [Range<Int32>]

  /// The lines of a file's contents without their ends (LF or CRLF); a missing last line end makes no difference.
  ///
  /// - Throws: an error that names the first line that is not UTF-8.
  init(_ bytes: [UInt8], file: String) throws(SubwordError) {
    guard bytes.count <= Int32.max else { throw .unreadable(path: file, reason: "it has more than 2 GB") }
    self.bytes = bytes
    ranges = bytes.withUnsafeBufferPointer(TextLines.ranges)
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let position = Int32(error.byteOffsets.lowerBound)
      let line = ranges.firstIndex { position < $0.upperBound } ?? ranges.count - 1
      throw .invalidUTF8(file: file, line: line + 1)
    }
  }

  /// Lines that are there already. They may hold anything.
  init(_ lines: some Sequence<String>) {
    var bytes: [UInt8] = []
    ranges = lines.map { line in
      let start = Int32(bytes.count)
      bytes.append(contentsOf: line.utf8)
      return start..<Int32(bytes.count)
    }
    self.bytes = bytes
  }

  var count: Int { ranges.count }

  subscript(line: Int) -> String { withBytes(of: line) { String(decoding: $0, as: UTF8.self) } }

  @inline(__always)
  func withBytes<Result, Failure>(
    of line: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = ranges[line]
    return try bytes.withUnsafeBufferPointer { (all) throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: all[Int(range.lowerBound)..<Int(range.upperBound)]))
    }
  }

  private static func ranges(_ bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int32>] {
    guard let base = bytes.baseAddress else { return [] }
    var ranges: [Range<Int32>] = []
    ranges.reserveCapacity(bytes.count / 8)
    var start = 0
    while start < bytes.count {
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? bytes.count
      let isCarriageReturn = end > start && bytes[end - 1] == 0x0D
      ranges.append(Int32(start)..<Int32(isCarriageReturn ? end - 1 : end))
      start = end + 1
    }
    return ranges
  }
}
