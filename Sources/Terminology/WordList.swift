import IO

/// A dictionary's file: words of one language, each with a few translations, found where they lie in the mapped file.
///
/// Eight bytes of name and version, the number of entries (32 bits, little-endian), where each entry's text ends (32
/// bits each, counted from the first text), then the texts in order of their words' bytes: the word in small letters, and
/// its translations, the likeliest first, a tab in front of each. A word may have none: it is known well enough without. A look-up is a binary search.
public struct WordList: Sendable {
  static let magic = Array("TLWORDS1".utf8)
  static let headerBytes = 12

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
      throw .malformed(path: path, reason: "it is not a word list")
    }
    count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard bytes.count >= Self.headerBytes + 4 * count, textStart + end(of: count - 1) == bytes.count else {
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

  private func entry(of word: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
    guard !word.isEmpty, !word.contains(Self.tab) else { return nil }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let text = text(middle)
      switch Self.order(text, word) {
      case ..<0: low = middle + 1
      case 1...: high = middle
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

  private var textStart: Int { Self.headerBytes + 4 * count }

  /// Empty where the file lies about its places.
  private func text(_ index: Int) -> Slice<UnsafeRawBufferPointer> {
    let (first, last) = (textStart + end(of: index - 1), textStart + end(of: index))
    guard first <= last, last <= file.bytes.count else { return file.bytes[0..<0] }
    return file.bytes[first..<last]
  }

  private func end(of index: Int) -> Int {
    guard index >= 0 else { return 0 }
    let place = Self.headerBytes + 4 * index
    return Int(UInt32(littleEndian: file.bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }
}
