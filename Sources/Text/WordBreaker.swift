import CUnicode

/// Finds word boundaries after UAX #29, with ICU's dictionaries for scripts that do not put spaces between words.
///
/// Reusable and cheap to reuse, but not to be shared between threads: one for each worker.
public final class WordBreaker {
  private let iterator: BoundaryIterator

  /// - Parameter locale: an ICU locale, such as `en` or `de`.
  public init(locale: String = "en") throws(TextError) {
    iterator = try BoundaryIterator(CU_WORD, locale: locale)
  }

  /// The segments between word boundaries, in order: words, punctuation and white space. Together they are `text`.
  public func segments(of text: String) -> [Substring] {
    var segments: [Substring] = []
    var start = text.startIndex
    forEachBoundary(in: text) { length in
      let end = text.utf8.index(start, offsetBy: length)
      segments.append(text[start..<end])
      start = end
    }
    return segments
  }

  private func forEachBoundary(in text: String, _ body: (_ length: Int) -> Void) {
    text.withBytes { bytes in
      forEachWindow(of: bytes) { _, window in
        var previous = 0
        for boundary in iterator.boundaries(of: window) {
          body(Int(boundary) - previous)
          previous = Int(boundary)
        }
      }
    }
  }

  /// Where the segments of `bytes` end, as rising byte offsets. The result stays valid until the next call.
  ///
  /// - Parameter bytes: valid UTF-8, at most 2^28 bytes.
  package func boundaries(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<Int32> {
    iterator.boundaries(of: bytes)
  }
}
