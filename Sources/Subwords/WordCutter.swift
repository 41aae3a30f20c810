import Text

/// Cuts text into BPE words: ICU's segments, each with the space in front of it, if it is U+0020, as its first byte.
///
/// A chunk is what stands between two spaces, with the first of them. ICU's word boundaries never depend on what is
/// beyond a space, so chunks can be cut (and remembered) by themselves.
final class WordCutter {
  /// Words of more code points than this are cut, so that the work stays linear in the length of the text.
  static let longestWord = 100

  private let breaker: WordBreaker
  private var line: UnsafeMutablePointer<UInt8>
  private var capacity = 1024

  init() throws(TextError) {
    breaker = try WordBreaker()
    line = .allocate(capacity: capacity)
  }

  deinit { line.deallocate() }

  /// Calls `body` with each chunk of the normalised text.
  func forEachChunk(
    of text: String, spaceInFront: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let bytes = load(text.nfc(), spaceInFront: spaceInFront)
    var start = 0
    while start < bytes.count {
      var end = start + 1
      while end < bytes.count, bytes[end] != 0x20 { end += 1 }
      body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }

  /// Calls `body` with each word of the text.
  func forEachWord(of text: String, spaceInFront: Bool = true, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    forEachChunk(of: text, spaceInFront: spaceInFront) { chunk in forEachWord(ofChunk: chunk, body) }
  }

  /// Calls `body` with each word of a chunk.
  func forEachWord(ofChunk chunk: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if chunk.count == 1 { return body(chunk) }
    forEachWindow(of: chunk) { offset, window in
      var start = 0
      for boundary in breaker.boundaries(of: window) {
        // The space goes with what follows it.
        if offset == 0, boundary == 1, window[0] == 0x20 { continue }
        let word = UnsafeBufferPointer(rebasing: window[start..<Int(boundary)])
        start = Int(boundary)
        word.count <= WordCutter.longestWord ? body(word) : cut(word, body)
      }
    }
  }

  private func cut(_ word: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var start = 0
    var position = 0
    var scalars = 0
    while position < word.count {
      position += decodeScalar(word, at: position).length
      scalars += 1
      if scalars == WordCutter.longestWord || position == word.count {
        body(UnsafeBufferPointer(rebasing: word[start..<position]))
        start = position
        scalars = 0
      }
    }
  }

  /// Copies the text behind a space; nothing at all for an empty text.
  private func load(_ text: String, spaceInFront: Bool) -> UnsafeBufferPointer<UInt8> {
    text.withBytes { bytes in
      guard let base = bytes.baseAddress, !bytes.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
      if bytes.count + 1 > capacity {
        line.deallocate()
        capacity = (bytes.count + 1) * 2
        line = .allocate(capacity: capacity)
      }
      line[0] = 0x20
      let offset = spaceInFront ? 1 : 0
      (line + offset).update(from: base, count: bytes.count)
      return UnsafeBufferPointer(start: line, count: bytes.count + offset)
    }
  }
}

/// The code point of a string of exactly one.
func singleScalar(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
  guard !bytes.isEmpty else { return nil }
  let (value, length) = decodeScalar(bytes, at: 0)
  return length == bytes.count ? value : nil
}
