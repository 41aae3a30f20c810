/// Sentence pairs as token ids, without padding: all sources one after the other, all targets likewise.
package struct Batch: Sendable {
  package private(set) var source: [Int32] = []
  package private(set) var target: [Int32] = []
  /// `target` moved on by one in each sentence: what the decoder sees. -1 begins a sentence.
  package private(set) var decoderInput: [Int32] = []
  package private(set) var sourceRanges: [Range<Int>] = []
  package private(set) var targetRanges: [Range<Int>] = []

  package init(_ pairs: some Sequence<TokenPair>) {
    for pair in pairs {
      sourceRanges.append(source.count..<source.count + pair.source.count)
      targetRanges.append(target.count..<target.count + pair.target.count)
      source += pair.source
      target += pair.target
      decoderInput.append(-1)
      decoderInput += pair.target.dropLast()
    }
  }
}

/// A sentence and its translation as token ids, each with its end-of-sentence token.
package struct TokenPair: Sendable, Equatable {
  package let source: [Int32]
  package let target: [Int32]

  package init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }
}
