/// Merges and vocabulary together: all that is needed to turn text into ids and back. Immutable, shared by workers.
public struct SubwordModel: Sendable {
  public static let codesFile = "codes.bpe"
  public static let vocabularyFile = "vocabulary.txt"

  public let codes: BytePairCodes
  public let vocabulary: Vocabulary

  let table: MergeTable
  /// By symbol: its id, or -1 where the vocabulary does not have it.
  let ids: [Int32]
  /// By id: the bytes that it stands for, a space for `▁`; nil for pieces that are no text.
  let surfaces: [[UInt8]?]

  public init(codes: BytePairCodes, vocabulary: Vocabulary) {
    let symbols = vocabulary.pieces.dropFirst(Int(Vocabulary.firstOrdinary)).map(SubwordModel.symbol(forPiece:))
    let table = MergeTable(codes, extraSymbols: symbols)
    var ids = [Int32](repeating: -1, count: table.symbolCount)
    for (offset, symbol) in symbols.enumerated() {
      ids[Int(table.symbol(symbol))] = Vocabulary.firstOrdinary + Int32(offset)
    }
    self.codes = codes
    self.vocabulary = vocabulary
    self.table = table
    self.ids = ids
    surfaces = SubwordModel.surfaces(of: vocabulary)
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
    try LineFile.makeDirectory(at: directory)
    try codes.write(to: directory + "/" + SubwordModel.codesFile)
    try vocabulary.write(to: directory + "/" + SubwordModel.vocabularyFile)
  }

  /// The symbol that a piece spells: `ab@@` is "ab", `ab` is "ab</w>".
  private static func symbol(forPiece piece: String) -> [UInt8] {
    let bytes = Array(piece.utf8)
    let continuation = Array(Vocabulary.continuation.utf8)
    if bytes.count > continuation.count, bytes.suffix(continuation.count) == continuation[...] {
      return Array(bytes.dropLast(continuation.count))
    }
    return bytes + Array(BytePairCodes.endOfWord.utf8)
  }

  private static func surfaces(of vocabulary: Vocabulary) -> [[UInt8]?] {
    let ordinary = Int(Vocabulary.firstOrdinary)
    let bytes = Int(Vocabulary.firstByte)
    return vocabulary.pieces.enumerated().map { id, piece in
      if id < bytes { return nil }
      return id < ordinary ? [UInt8(id - bytes)] : surface(ofPiece: piece)
    }
  }

  private static func surface(ofPiece piece: String) -> [UInt8] {
    let continuation = Array(Vocabulary.continuation.utf8)
    var bytes = Array(piece.utf8)
    if bytes.count > continuation.count, bytes.suffix(continuation.count) == continuation[...] {
      bytes.removeLast(continuation.count)
    }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap { scalar in
      scalar.value == marker ? [0x20] : Array(String(scalar).utf8)
    }
  }
}
