/// Lines of a file one after the other, in memory that does not grow with the file.
public final class LineStream<Failure: ProgramFailure> {
  public let path: String
  /// The number of the last line that was read, from 1.
  public private(set) var number = 0
  /// How the last line that was read ended: `\n`, `\r\n`, or not at all.
  public private(set) var ending = ""

  private let source: ByteSource<Failure>
  private let limit: Int
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
  private var range = 0..<0
  private var atEnd = false

  /// What is longer is cut, where nobody says otherwise.
  public static var longestLine: Int { 1 << 20 }

  /// - Parameters:
  ///   - path: plain or compressed (`.gz`, `.xz`, `.zst`, `.bz2`); `-` for standard input.
  ///   - limit: what goes beyond this many bytes in one line is left out.
  public init(path: String, longestLine limit: Int = longestLine) throws(Failure) {
    self.path = path
    self.limit = limit
    source = try ByteSource(path: path)
  }

  deinit { buffer.deallocate() }

  /// The next line without its ending, or nil at the end. Invalid UTF-8 becomes U+FFFD.
  public func next() throws(Failure) -> String? {
    guard let bytes = try nextBytes() else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func nextBytes() throws(Failure) -> [UInt8]? {
    var line: [UInt8] = []
    var started = false
    ending = ""
    while true {
      if range.isEmpty, try !refill() { break }
      started = true
      let rest = UnsafeRawBufferPointer(rebasing: buffer[range])
      let end = rest.firstIndex(of: 0x0A)
      line.append(contentsOf: rest[..<(end ?? rest.count)].prefix(max(0, limit - line.count)))
      range = range.lowerBound + (end.map { $0 + 1 } ?? rest.count)..<range.upperBound
      if end != nil {
        ending = "\n"
        break
      }
    }
    guard started else { return nil }
    number += 1
    if line.last == 0x0D {
      line.removeLast()
      ending = "\r" + ending
    }
    return line
  }

  private func refill() throws(Failure) -> Bool {
    guard !atEnd else { return false }
    range = 0..<(try source.read(into: buffer))
    atEnd = range.isEmpty
    return !atEnd
  }
}
