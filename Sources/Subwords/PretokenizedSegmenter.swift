import Text

/// Applies merges to text whose words are separated by spaces, exactly as `subword-nmt apply-bpe` does: no
/// normalisation, no vocabulary, no byte fallback; what has no merges stays single characters.
///
/// Not to be shared between threads.
public final class PretokenizedSegmenter {
  private let merger: WordMerger
  private let separator: [UInt8]

  /// - Parameter separator: put behind every piece that does not end its word.
  public init(codes: BytePairCodes, separator: String = "@@") {
    merger = WordMerger(MergeTable(codes))
    self.separator = Array(separator.utf8)
  }

  /// The pieces of a line with a space between, white space at its ends kept.
  public func segment(_ line: String) -> String {
    segment(line) { merger.merge() }
  }

  /// As `segment(_:)`, where every possible merge is left out with probability `dropout` at every step.
  public func segment(
    _ line: String, dropout: Double, using generator: inout some RandomNumberGenerator
  ) -> String {
    segment(line) { merger.merge(dropout: dropout, using: &generator) }
  }

  private func segment(_ line: String, merge: () -> Void) -> String {
    line.withBytes { bytes in
      let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0D || $0 == 0x0A }
      guard let first = bytes.firstIndex(where: { !isSpace($0) }),
        let last = bytes.lastIndex(where: { !isSpace($0) })
      else { return line }
      var out = Array(bytes[..<first])
      for word in bytes[first...last].split(separator: 0x20) {
        merger.load(UnsafeBufferPointer(rebasing: word), spaceIsMarker: false)
        merge()
        appendUnits(of: word, to: &out)
      }
      // The last piece has a space behind it.
      out.removeLast()
      return String(decoding: out + bytes[(last + 1)...], as: UTF8.self)
    }
  }

  private func appendUnits(of word: Slice<UnsafeBufferPointer<UInt8>>, to out: inout [UInt8]) {
    for unit in 0..<merger.count {
      let start = word.startIndex + merger.start(unit)
      out.append(contentsOf: word[start..<word.startIndex + merger.start(unit + 1)])
      if unit < merger.count - 1 { out.append(contentsOf: separator) }
      out.append(0x20)
    }
  }
}

/// Cuts text into words as BPE sees them, for tools that take their words separated by spaces.
///
/// Not to be shared between threads.
public final class Pretokenizer {
  private let cutter: WordCutter

  public init() throws(TextError) { cutter = try WordCutter() }

  /// The words of a text with a space between, each with `▁` in front where a space stood: `▁The ▁file .`
  public func pretokenize(_ text: String) -> String {
    var out: [UInt8] = []
    cutter.forEachWord(of: text) { word in
      if !out.isEmpty { out.append(0x20) }
      let hasSpace = word[0] == 0x20
      if hasSpace { out.append(contentsOf: "▁".utf8) }
      out.append(contentsOf: word[(hasSpace ? 1 : 0)...])
    }
    return String(decoding: out, as: UTF8.self)
  }
}
