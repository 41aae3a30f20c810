import Glibc

/// Lines of a file one after the other, in memory that does not grow with the file.
public final class LineStream {
  public let path: String
  /// The number of the last line that was read, from 1.
  public private(set) var number = 0

  private let source: ByteSource
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
  private var range = 0..<0
  private var atEnd = false

  /// What goes beyond this many bytes in one line is left out.
  package static let longestLine = 1 << 20

  /// - Parameter path: plain or compressed (`.gz`, `.xz`, `.zst`, `.bz2`); `-` for standard input.
  public init(path: String) throws(CorpusError) {
    self.path = path
    source = try ByteSource(path: path)
  }

  deinit { buffer.deallocate() }

  /// The next line without its ending (`\n` or `\r\n`), or nil at the end. Invalid UTF-8 becomes U+FFFD.
  public func next() throws(CorpusError) -> String? {
    guard let bytes = try nextBytes() else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func nextBytes() throws(CorpusError) -> [UInt8]? {
    var line: [UInt8] = []
    var started = false
    while true {
      if range.isEmpty, try !refill() { break }
      started = true
      let rest = UnsafeRawBufferPointer(rebasing: buffer[range])
      let end = rest.firstIndex(of: 0x0A)
      append(rest[..<(end ?? rest.count)], to: &line)
      range = range.lowerBound + (end.map { $0 + 1 } ?? rest.count)..<range.upperBound
      if end != nil { break }
    }
    guard started else { return nil }
    number += 1
    if line.last == 0x0D { line.removeLast() }
    return line
  }

  private func append(_ bytes: Slice<UnsafeRawBufferPointer>, to line: inout [UInt8]) {
    line.append(contentsOf: bytes.prefix(max(0, Self.longestLine - line.count)))
  }

  private func refill() throws(CorpusError) -> Bool {
    guard !atEnd else { return false }
    range = 0..<(try source.read(into: buffer))
    atEnd = range.isEmpty
    return !atEnd
  }
}
