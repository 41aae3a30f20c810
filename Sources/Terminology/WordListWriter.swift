import IO

/// Collects words and their translations, and writes them as a ``WordList``.
public struct WordListWriter {
  private var entries: [String: [String]] = [:]

  public init() {}

  /// How many words there are.
  public var count: Int { entries.count }

  /// Adds `translations` of `word`, of which there may be none, behind those it has. Words and translations with a tab or line end are left out, so
  /// is what is there already.
  public mutating func add(_ word: String, _ translations: [String]) {
    let word = word.lowercased()
    guard Self.isPlain(word) else { return }
    if entries[word] == nil { entries[word] = [] }
    for translation in translations where Self.isPlain(translation) {
      if !(entries[word]?.contains(translation) ?? false) { entries[word, default: []].append(translation) }
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && !text.utf8.contains { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  /// Writes the file, which appears when it is complete.
  ///
  /// - Throws: ``WordListError`` where it cannot be written, or is larger than the format can say (4 GiB).
  public func write(to path: String) throws(WordListError) {
    let texts = entries.map { word, translations in Array(([word] + translations).joined(separator: "\t").utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) { Self.rank($0) < Self.rank($1) } }
    let text = Array(texts.joined(separator: [0x0A])) + (texts.isEmpty ? [] : [0x0A])
    guard text.count <= UInt32.max else {
      throw .malformed(path: path, reason: "a word list cannot be larger than 4 GiB")
    }
    var bytes = WordList.magic
    Self.append(texts.count, to: &bytes)
    Self.append(text.count, to: &bytes)
    bytes += text
    var file = try AtomicFile<WordListError>(path: path)
    try file.write(bytes)
    try file.commit()
  }

  /// The tab behind a word sorts before all else, so that the order is that of the words.
  private static func rank(_ byte: UInt8) -> Int { byte == 0x09 ? -1 : Int(byte) }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }
}
