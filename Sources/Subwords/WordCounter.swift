import Text

/// Counts the words of a corpus, which is all that learning BPE needs to know of it.
///
/// Count parts of a corpus in several threads with a counter each, then `merge` them; the order makes no difference.
public final class WordCounter {
  /// Whether words come separated by spaces, with `▁` in them as any other character, rather than as plain text.
  public let isPretokenized: Bool

  private let cutter: WordCutter
  private let table = ByteTable(minimumCapacity: 1 << 16)
  private var counts: [Int] = []

  /// Longer chunks (text without spaces) are cut before they are counted, since hardly any comes twice.
  private static let longestChunk = 64

  public init(pretokenized: Bool = false) throws(TextError) {
    isPretokenized = pretokenized
    cutter = try WordCutter()
  }

  /// Counts the words of one line, given without its line end.
  public func add(_ line: String) {
    if isPretokenized { return addPretokenized(line) }
    cutter.forEachChunk(of: line, spaceInFront: true) { chunk in
      guard chunk.count > WordCounter.longestChunk else { return count(chunk, 1) }
      cutter.forEachWord(ofChunk: chunk) { count($0, 1) }
    }
  }

  /// Adds what another counter of the same kind has counted.
  public func merge(_ other: WordCounter) {
    for index in 0..<other.table.count { count(other.table[index], other.counts[index]) }
  }

  private func addPretokenized(_ line: String) {
    line.withBytes { bytes in
      for word in bytes.split(separator: 0x20) { count(UnsafeBufferPointer(rebasing: word), 1) }
    }
  }

  private func count(_ word: UnsafeBufferPointer<UInt8>, _ times: Int) {
    let index = table.insert(word)
    if index == counts.count { counts.append(0) }
    counts[index] += times
  }

  /// Calls `body` with each different word and how often it occurs.
  func forEachWord(_ body: (_ word: UnsafeBufferPointer<UInt8>, _ count: Int) -> Void) {
    let words = isPretokenized ? self : cutChunks()
    for index in 0..<words.table.count { body(words.table[index], words.counts[index]) }
  }

  /// The words that the chunks counted so far consist of.
  private func cutChunks() -> WordCounter {
    let words = WordCounter(sharing: cutter)
    for index in 0..<table.count {
      cutter.forEachWord(ofChunk: table[index]) { words.count($0, counts[index]) }
    }
    return words
  }

  private init(sharing cutter: WordCutter) {
    isPretokenized = true
    self.cutter = cutter
  }
}
