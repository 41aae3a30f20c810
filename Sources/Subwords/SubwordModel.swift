import IO

/// Merges and vocabulary together: all that is needed to turn text into ids and back. Immutable, shared by workers.
public struct SubwordModel: Sendable {
  public static let codesFile = "codes.bpe"
  public static let vocabularyFile = "vocabulary.txt"

  public let codes: BytePairCodes
  public let vocabulary: Vocabulary

  let table: MergeTable
  /// By symbol: its id, or -1 where the vocabulary does not have it.
  let ids: [Int32]

  public init(codes: BytePairCodes, vocabulary: Vocabulary) {
    let symbols = ByteTable(minimumCapacity: max(codes.count, vocabulary.count) + 1024)
    var ids: [Int32] = []
    for id in Vocabulary.firstOrdinary..<max(Vocabulary.firstOrdinary, Int32(vocabulary.count)) {
      let symbol = vocabulary.withSymbol(of: id, symbols.insert)
      if symbol == ids.count { ids.append(id) } else { ids[symbol] = id }
    }
    table = MergeTable(codes, symbols: symbols)
    ids += repeatElement(-1, count: table.symbolCount - ids.count)
    self.codes = codes
    self.vocabulary = vocabulary
    self.ids = ids
  }

  /// Reads `codes.bpe` and `vocabulary.txt` from a directory.
  ///
  /// - Throws: `SubwordError`, naming the file, and the line where one is to blame.
  public init(directory: String) throws(SubwordError) {
    self.init(
      codes: try BytePairCodes(contentsOf: directory + "/" + SubwordModel.codesFile),
      vocabulary: try Vocabulary(contentsOf: directory + "/" + SubwordModel.vocabularyFile))
  }

  /// Writes `codes.bpe` and `vocabulary.txt`, making the directory where it is missing.
  public func write(to directory: String) throws(SubwordError) {
    try Directory<SubwordError>.make(directory)
    try codes.write(to: directory + "/" + SubwordModel.codesFile)
    try vocabulary.write(to: directory + "/" + SubwordModel.vocabularyFile)
  }
}
