/// A piece of normalised text.
struct Segment {
  /// In its bytes.
  var range: Range<Int>
  var id: Int32
}

/// Cuts normalised text into pieces. One for each worker.
protocol Segmenter {
  mutating func segment(_ text: UnsafeBufferPointer<UInt8>, into segments: inout [Segment])
}

/// A piece for every character, or symbol of the user's.
struct CharacterSegmenter: Segmenter {
  let model: SentencePieceModel

  mutating func segment(_ text: UnsafeBufferPointer<UInt8>, into segments: inout [Segment]) {
    var start = 0
    while start < text.count {
      let length =
        model.userDefined?.longestMatch(text, from: start) ?? min(announcedLength(text[start]), text.count - start)
      let id = model.find(UnsafeBufferPointer(rebasing: text[start..<start + length]))
      segments.append(Segment(range: start..<start + length, id: id < 0 ? model.unknown : id))
      start += length
    }
  }
}
