import Text

/// A part of a text in which some spans are hidden behind placeholders.
public enum SubwordPart: Equatable, Sendable {
  case text(String)
  /// A placeholder's number, from 0 to 31.
  case placeholder(Int)
}

/// Turns text into ids and back. `decode(encode(x))` is NFC(x), whatever the text.
///
/// Reusable, with a cache of bounded size, but not to be shared between threads: one for each worker.
public final class SubwordEncoder {
  public let model: SubwordModel
  private let cutter: WordCutter
  private let merger: WordMerger
  private let chunkCache = TokenCache()
  private let wordCache = TokenCache()

  /// Longer chunks are rare, but can be as long as the text: their words are remembered instead.
  private static let longestCachedChunk = 64

  public init(model: SubwordModel) throws(TextError) {
    self.model = model
    cutter = try WordCutter()
    merger = WordMerger(model.table)
  }

  /// The ids of a text, without an end of sentence; none for an empty text.
  public func encode(_ text: String) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(text.utf8.count / 3 + 4)
    append(text, spaceInFront: true, to: &ids)
    return ids
  }

  /// The ids of a text with placeholders in it.
  ///
  /// Neighbouring text parts are read as one. Placeholders outside 0 to 31 have no id and are left out.
  public func encode(_ parts: [SubwordPart]) -> [Int32] {
    var ids: [Int32] = []
    var text = ""
    var isFirst = true
    for part in parts {
      switch part {
      case .text(let string): text += string
      case .placeholder(let number):
        append(text, spaceInFront: isFirst, to: &ids)
        text = ""
        isFirst = false
        if let id = Vocabulary.placeholder(number) { ids.append(id) }
      }
    }
    append(text, spaceInFront: isFirst, to: &ids)
    return ids
  }

  /// The ids of a text where every possible merge is left out with probability `dropout` at every step (BPE-dropout,
  /// Provilkov et al. 2020). At 0 this is `encode(_:)`, at 1 single characters.
  public func encode(
    _ text: String, dropout: Double, using generator: inout some RandomNumberGenerator
  ) -> [Int32] {
    guard dropout > 0 else { return encode(text) }
    var ids: [Int32] = []
    cutter.forEachWord(of: text) { word in
      merger.load(word, spaceIsMarker: true)
      merger.merge(dropout: dropout, using: &generator)
      appendUnits(of: word, to: &ids)
    }
    return ids
  }

  /// The pieces of a text, spelled as the vocabulary spells them.
  public func pieces(_ text: String) -> [String] { encode(text).map { model.vocabulary.pieces[Int($0)] } }

  /// The ids of text whose words are separated by spaces already, each with `▁` in front where a space belongs there.
  /// Words are not normalised or cut at ICU's boundaries.
  public func encodePretokenized(_ text: String) -> [Int32] {
    var ids: [Int32] = []
    for word in text.utf8.split(separator: 0x20) {
      var bytes = Array(word)
      if bytes.starts(with: "▁".utf8) { bytes.replaceSubrange(0..<3, with: [0x20]) }
      bytes.withUnsafeBufferPointer { append(word: $0, to: &ids) }
    }
    return ids
  }

  private func append(_ text: String, spaceInFront: Bool, to ids: inout [Int32]) {
    cutter.forEachChunk(of: text, spaceInFront: spaceInFront) { append(chunk: $0, to: &ids) }
  }

  private func append(chunk: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
    guard chunk.count <= SubwordEncoder.longestCachedChunk else {
      return cutter.forEachWord(ofChunk: chunk) {
        append(cached: wordCache, $0, to: &ids) { append(word: $0, to: &$1) }
      }
    }
    append(cached: chunkCache, chunk, to: &ids) { chunk, ids in
      cutter.forEachWord(ofChunk: chunk) { append(word: $0, to: &ids) }
    }
  }

  @inline(__always)
  private func append(
    cached cache: TokenCache, _ key: UnsafeBufferPointer<UInt8>, to ids: inout [Int32],
    otherwise encode: (UnsafeBufferPointer<UInt8>, inout [Int32]) -> Void
  ) {
    if let found = cache.find(key) { return ids.append(contentsOf: found) }
    let start = ids.count
    encode(key, &ids)
    cache.store(key, ids[start...])
  }

  private func append(word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
    merger.load(word, spaceIsMarker: true)
    merger.merge()
    appendUnits(of: word, to: &ids)
  }

  /// Appends what the merger holds; units without a piece are spelled in bytes.
  private func appendUnits(of word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
    for unit in 0..<merger.count {
      let symbol = merger.symbol(unit)
      let id = symbol < 0 ? -1 : model.ids[Int(symbol)]
      if id >= 0 {
        ids.append(id)
      } else {
        for byte in word[merger.start(unit)..<merger.start(unit + 1)] { ids.append(Vocabulary.byte(byte)) }
      }
    }
  }
}
