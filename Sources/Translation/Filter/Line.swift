/// One line of input, or, where a line is enormous, a fragment of one.
package struct Line: Sendable, Hashable {
  /// What ends a line, to be put behind its translation as it was.
  package enum Terminator: String, Sendable {
    case lineFeed = "\n"
    case carriageReturnLineFeed = "\r\n"
    /// The last line of an input without a final newline, or a fragment that another follows.
    case none = ""
  }

  /// Counted from 1.
  package var number: Int

  /// The line without terminator and byte order mark, as it was read.
  package var bytes: [UInt8]

  package var terminator = Terminator.lineFeed

  /// Bytes of the line that were in fragments before this one, and in a byte order mark.
  package var offset = 0

  /// A byte order mark stands in front: only ever of the first line.
  package var hasByteOrderMark = false

  /// The line goes on in the next fragment.
  package var isContinued = false

  package init(number: Int, bytes: [UInt8], terminator: Terminator = .lineFeed, offset: Int = 0) {
    self.number = number
    self.bytes = bytes
    self.terminator = terminator
    self.offset = offset
  }
}

extension Line {
  /// The text, with U+FFFD for what is not UTF-8, and the position in the line, counted from 1, of the first such byte.
  package var text: (text: String, firstInvalidByte: Int?) {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return (String(decoding: bytes, as: UTF8.self), nil)
    } catch {
      return (String(decoding: bytes, as: UTF8.self), offset + error.byteOffsets.lowerBound + 1)
    }
  }
}
