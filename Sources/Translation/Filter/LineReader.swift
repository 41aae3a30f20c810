import Glibc
import IO

/// Reads lines from a file descriptor, unpacked where they are compressed with gzip, and can say whether more can be had
/// without waiting.
///
/// A line longer than ``fragmentLimit`` comes in fragments, so that memory is bounded whatever the input. Where it is
/// cut depends on its bytes only, not on how they arrive.
package struct LineReader: ~Copyable {
  package static let defaultFragmentLimit = 1 << 20

  private let descriptor: Int32
  /// For error messages.
  private let path: String
  private let fragmentLimit: Int

  /// What has been read and not handed out is `buffer[start...]`; up to `scanned` it holds no line feed.
  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var isAtEnd = false
  /// Whether the first bytes have been looked at.
  private var isFormatKnown = false
  /// Nil where the input is not compressed.
  private var gzip: GzipReader?

  private var number = 1
  private var offset = 0
  /// Bytes handed out, terminators included.
  package private(set) var bytesConsumed = 0

  private static let readSize = 1 << 16

  package init(descriptor: Int32, path: String = "standard input", fragmentLimit: Int = defaultFragmentLimit) {
    self.descriptor = descriptor
    self.path = path
    self.fragmentLimit = fragmentLimit
  }

  /// Cuts bytes that are all there already.
  package init(bytes: [UInt8], fragmentLimit: Int = defaultFragmentLimit) {
    self.init(descriptor: -1, fragmentLimit: fragmentLimit)
    buffer = bytes
    isAtEnd = true
  }

  /// The next line; waits for it. Nil at the end of the input.
  package mutating func next() throws -> Line? {
    while true {
      if let line = bufferedLine() { return line }
      if isAtEnd { return remainder() }
      try fill()
    }
  }

  /// Whether ``next()`` will answer at once, from what has been read or can be read without waiting.
  package mutating func isReady() throws -> Bool {
    while true {
      if isAtEnd || lengthOfBufferedLine() != nil || buffer.count - start > fragmentLimit { return true }
      guard gzip?.hasInput == true || wait(timeout: 0) else { return false }
      try fill()
    }
  }

  // MARK: Lines in the buffer

  /// The length of the first line in the buffer, without its line feed, if all of it is there.
  private mutating func lengthOfBufferedLine() -> Int? {
    let lineFeed = buffer.withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress, scanned < bytes.count else { return nil }
      return memchr(base + scanned, 0x0A, bytes.count - scanned).map { UnsafeRawPointer($0) - base }
    }
    scanned = lineFeed ?? buffer.count
    return lineFeed.map { $0 - start }
  }

  private mutating func bufferedLine() -> Line? {
    let length = lengthOfBufferedLine()
    if length ?? (buffer.count - start) > fragmentLimit { return fragment() }
    guard let length else { return nil }
    let isCRLF = length > 0 && buffer[start + length - 1] == 0x0D
    return take(isCRLF ? length - 1 : length, isCRLF ? .carriageReturnLineFeed : .lineFeed)
  }

  private mutating func remainder() -> Line? {
    guard start < buffer.count else { return nil }
    return take(buffer.count - start, .none)
  }

  /// The first part of a line that is too long: up to its last white space within the limit, if that is not too far
  /// from it, or else to the last character that is whole.
  private mutating func fragment() -> Line {
    let least = fragmentLimit - fragmentLimit / 4
    var length = fragmentLimit
    while length > least, !Self.isSpace(buffer[start + length - 1]) { length -= 1 }
    if length == least {
      length = fragmentLimit
      while length > fragmentLimit - 3, buffer[start + length] & 0xC0 == 0x80 { length -= 1 }
    }
    return take(length, .none, isContinued: true)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private mutating func take(_ length: Int, _ terminator: Line.Terminator, isContinued: Bool = false) -> Line {
    var line = Line(number: number, bytes: [], terminator: terminator, offset: offset)
    line.isContinued = isContinued
    var from = start
    if bytesConsumed == 0, buffer[start..<(start + length)].starts(with: [0xEF, 0xBB, 0xBF]) {
      line.hasByteOrderMark = true
      line.offset = 3
      from += 3
    }
    line.bytes = Array(buffer[from..<(start + length)])
    let taken = length + terminator.rawValue.utf8.count
    start += taken
    scanned = max(scanned, start)
    bytesConsumed += taken
    offset = isContinued ? offset + taken : 0
    number += isContinued ? 0 : 1
    return line
  }

  // MARK: Reading

  /// Reads what is there, waiting for at least one byte.
  private mutating func fill() throws {
    if start > 0 {
      buffer.removeSubrange(..<start)
      scanned -= start
      start = 0
    }
    if let gzip {
      try unpack(gzip)
    } else if try readOnce() == 0 {
      isAtEnd = true
    }
    if !isFormatKnown { try lookAtFormat() }
  }

  /// Begins to unpack where the first bytes say so. Short reads come from pipes: the rest is waited for.
  private mutating func lookAtFormat() throws {
    guard !buffer.isEmpty else { return }
    while Compression.mayFollow(buffer), try readOnce() > 0 {}
    isFormatKnown = true
    guard let compression = Compression(beginning: buffer) else { return }
    guard compression == .gzip, let reader = GzipReader() else {
      throw FileError.unreadable(path: path, reason: compression.advice(path: path))
    }
    reader.give(buffer)
    buffer.removeAll(keepingCapacity: true)
    (start, scanned) = (0, 0)
    gzip = reader
    try unpack(reader)
  }

  private mutating func unpack(_ gzip: GzipReader) throws {
    if !gzip.hasInput {
      var packed: [UInt8] = []
      swap(&packed, &buffer)
      let count = try readOnce()
      swap(&packed, &buffer)
      gzip.give(packed.suffix(count))
      if count == 0 {
        isAtEnd = true
        guard gzip.isComplete else {
          throw FileError.unreadable(path: path, reason: "its gzip data are cut off")
        }
        return
      }
    }
    guard gzip.unpack(into: &buffer, count: Self.readSize) else {
      throw FileError.unreadable(path: path, reason: "its gzip data are damaged")
    }
  }

  private mutating func readOnce() throws -> Int {
    while true {
      let old = buffer.count
      var (count, code): (Int, Int32) = (0, 0)
      buffer.append(contentsOf: repeatElement(0, count: Self.readSize))
      buffer.withUnsafeMutableBytes { bytes in
        count = read(descriptor, bytes.baseAddress.map { $0 + old }, Self.readSize)
        code = errno
      }
      buffer.removeLast(Self.readSize - max(count, 0))
      if count >= 0 { return count }
      if code == EAGAIN || code == EWOULDBLOCK {
        _ = wait(timeout: -1)
      } else if code != EINTR {
        throw FileError.unreadable(path: path, reason: systemReason(code))
      }
    }
  }

  /// Whether there is something to read, or the end, within `timeout` milliseconds; -1 waits for ever.
  private func wait(timeout: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, timeout) != 0
  }
}
