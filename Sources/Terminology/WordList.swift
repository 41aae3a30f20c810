import IO

/// A dictionary's file: words of one language, each with a few translations, found where they lie in the mapped file.
///
/// Eight bytes of name and version, the number of entries and that of the bytes that follow (32 bits each, little-endian),
/// then the entries in order of their words' bytes: the word in small letters, its translations, the likeliest first, a tab
/// in front of each, and a line feed. A word may have none: it is known well enough without. A look-up is a binary search
/// over bytes: whatever lies in the middle, an entry begins behind the line feed before it.
public struct WordList: Sendable {
  static let magic = Array("TLWORDS2".utf8)
  static let headerBytes = 16

  private let file: MappedFile<WordListError>
  /// How many words it has.
  public let count: Int

  /// Maps a file. All that is read of it is its header; texts are checked as they are looked at.
  ///
  /// - Throws: ``WordListError`` where it cannot be read, is something else, or is cut off.
  public init(path: String) throws(WordListError) {
    file = try MappedFile(path: path)
    let bytes = file.bytes
    guard bytes.count >= Self.headerBytes, bytes.prefix(8).elementsEqual(Self.magic) else {
      throw .malformed(
        path: path, reason: "it is no word list, or one of an older version; build it with 'translate dictionary build'"
      )
    }
    func number(at place: Int) -> Int {
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }
    count = number(at: 8)
    guard bytes.count == Self.headerBytes + number(at: 12), count == 0 || bytes.last == Self.lineFeed else {
      throw .malformed(path: path, reason: "it is cut off, or more follows after its end")
    }
  }

  /// The translations of a word written in small letters: nil where it is not there, none where it needs none.
  public func translations(of word: String) -> [String]? {
    var word = word
    return word.withUTF8 { word in
      withExtendedLifetime(file) {
        guard let text = entry(of: UnsafeRawBufferPointer(word)) else { return nil }
        return text[(text.startIndex + word.count)...].split(separator: Self.tab)
          .map { String(decoding: $0, as: UTF8.self) }
      }
    }
  }

  private static let tab = UInt8(ascii: "\t")
  private static let lineFeed = UInt8(ascii: "\n")

  private func entry(of word: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
    guard !word.isEmpty, !word.contains(Self.tab) else { return nil }
    // Both are where entries begin.
    var (low, high) = (Self.headerBytes, file.bytes.count)
    while low < high {
      let middle = (low + high) / 2
      let start = file.bytes[low..<middle].lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? low
      let end = file.bytes[middle...].firstIndex(of: Self.lineFeed) ?? high
      let text = file.bytes[start..<end]
      switch Self.order(text, word) {
      case ..<0: low = end + 1
      case 1...: high = start
      default: return text
      }
    }
    return nil
  }

  /// Below 0 where the word of an entry comes before `word`, above where behind it.
  private static func order(_ entry: Slice<UnsafeRawBufferPointer>, _ word: UnsafeRawBufferPointer) -> Int {
    var place = entry.startIndex
    for byte in word {
      guard place < entry.endIndex, entry[place] != tab else { return -1 }
      if entry[place] != byte { return entry[place] < byte ? -1 : 1 }
      place += 1
    }
    return place == entry.endIndex || entry[place] == tab ? 0 : 1
  }
}
