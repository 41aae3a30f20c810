import CUnicode

/// A stretch of text: a sentence, or the white space around sentences.
public enum TextPiece: Equatable, Sendable {
  case text(String)
  case space(String)

  /// The characters themselves.
  public var string: String {
    switch self {
    case .text(let string), .space(let string): string
    }
  }
}

/// Splits text into sentences after UAX #29, with the locale's list of abbreviations that do not end one ("Dr. Smith").
///
/// Reusable, but not to be shared between threads: one for each worker.
public final class SentenceSplitter {
  private let iterator: BoundaryIterator
  private let abbreviations: Abbreviations

  /// - Parameter locale: an ICU locale; its abbreviations are the ones that are recognised.
  public init(locale: String = "en") throws(TextError) {
    iterator = try BoundaryIterator(CU_SENTENCE, locale: locale + "@ss=standard")
    abbreviations = Abbreviations(locale: locale)
  }

  /// Sentences and the white space in front of, between and behind them, in order. Joined they are `text`, byte for
  /// byte; no piece is empty, and two spaces never follow each other.
  public func pieces(of text: String) -> [TextPiece] {
    var pieces = PieceList()
    text.withBytes { bytes in
      forEachWindow(of: bytes) { _, window in
        var start = 0
        for boundary in iterator.boundaries(of: window)
        where !abbreviations.continueSentence(across: Int(boundary), in: window) {
          pieces.append(UnsafeBufferPointer(rebasing: window[start..<Int(boundary)]))
          start = Int(boundary)
        }
      }
    }
    return pieces.finished()
  }
}

/// Collects sentences, taking white space off both their ends.
private struct PieceList {
  private var pieces: [TextPiece] = []
  private var space: [UInt8] = []

  mutating func append(_ sentence: UnsafeBufferPointer<UInt8>) {
    let start = leadingWhiteSpace(of: sentence)
    let end = sentence.count - trailingWhiteSpace(of: UnsafeBufferPointer(rebasing: sentence[start...]))
    space.append(contentsOf: sentence[..<start])
    guard start < end else { return }
    flushSpace()
    pieces.append(.text(String(decoding: sentence[start..<end], as: UTF8.self)))
    space.append(contentsOf: sentence[end...])
  }

  private mutating func flushSpace() {
    guard !space.isEmpty else { return }
    pieces.append(.space(String(decoding: space, as: UTF8.self)))
    space.removeAll(keepingCapacity: true)
  }

  mutating func finished() -> [TextPiece] {
    flushSpace()
    return pieces
  }
}

/// How many bytes of white space `bytes` (valid UTF-8) begins with.
private func leadingWhiteSpace(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var position = 0
  while position < bytes.count {
    let scalar = decodeScalar(bytes, at: position)
    guard cu_is_white_space(scalar.value) else { break }
    position += scalar.length
  }
  return position
}

/// How many bytes of white space `bytes` (valid UTF-8) ends with.
private func trailingWhiteSpace(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var end = bytes.count
  while end > 0 {
    var start = end - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    guard cu_is_white_space(decodeScalar(bytes, at: start).value) else { break }
    end = start
  }
  return bytes.count - end
}
