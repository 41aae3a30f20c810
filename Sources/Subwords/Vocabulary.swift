/// The pieces that a model knows; a piece's place in the list is its id.
///
/// Pieces are spelled as subword-nmt prints them: those that do not end a word have `@@` behind them, and `▁` stands
/// for the space in front of a word. Every vocabulary begins with the same reserved pieces: `</s>`, `<unk>`, the
/// placeholders `<ph0>` to `<ph31>` and the bytes `<0x00>` to `<0xFF>`.
public struct Vocabulary: Sendable {
  /// End of sentence, and padding.
  public static let endOfSentence: Int32 = 0
  /// Never produced: what has no piece is spelled in bytes. Kept because other tools expect it.
  public static let unknown: Int32 = 1
  /// How many placeholders there are for spans that must go through a translation unchanged.
  public static let placeholderCount = 32

  package static let firstPlaceholder: Int32 = 2
  package static let firstByte = firstPlaceholder + Int32(placeholderCount)
  package static let firstOrdinary = firstByte + 256
  static let continuation = "@@"

  /// The spelling of every piece, by id.
  public let pieces: [String]

  /// Bytes of the spelling to id. Strings would compare by canonical equivalence, which is too lenient for a key.
  private let ids: [[UInt8]: Int32]

  /// How many pieces there are.
  public var count: Int { pieces.count }

  /// A vocabulary of the reserved pieces and then `ordinary` ones.
  ///
  /// - Throws: where a piece is empty, has a space in it or is there twice.
  public init(ordinary: [String]) throws(SubwordError) {
    try self.init(pieces: Vocabulary.reserved + ordinary, file: "vocabulary")
  }

  /// Reads a file with one piece a line.
  ///
  /// - Throws: an error that names the file, and the line where one is to blame.
  public init(contentsOf path: String) throws(SubwordError) {
    try self.init(pieces: LineFile.strings(LineFile.lines(at: path), file: path), file: path)
  }

  package init(pieces: [String], file: String) throws(SubwordError) {
    var ids: [[UInt8]: Int32] = [:]
    ids.reserveCapacity(pieces.count)
    for (index, piece) in pieces.enumerated() {
      if piece.isEmpty { throw .emptyPiece(file: file, line: index + 1) }
      if piece.utf8.contains(0x20) || piece.utf8.contains(0x0A) {
        throw .pieceWithSpace(file: file, line: index + 1, text: piece)
      }
      if let first = ids.updateValue(Int32(index), forKey: Array(piece.utf8)) {
        throw .duplicatePiece(file: file, line: index + 1, piece: piece, firstLine: Int(first) + 1)
      }
    }
    self.pieces = pieces
    self.ids = ids
    try checkReserved(file: file)
  }

  private func checkReserved(file: String) throws(SubwordError) {
    for (index, (expected, found)) in zip(Vocabulary.reserved, pieces).enumerated() where expected != found {
      throw .reservedPiece(file: file, line: index + 1, expected: expected, found: found)
    }
    guard pieces.count >= Vocabulary.reserved.count else {
      throw .truncatedVocabulary(file: file, lines: pieces.count, minimum: Vocabulary.reserved.count)
    }
  }

  /// The id of the piece with exactly this spelling.
  public func id(of piece: String) -> Int32? { ids[Array(piece.utf8)] }

  /// The spelling of an id; nil where there is no such id.
  public func piece(of id: Int32) -> String? {
    pieces.indices.contains(Int(id)) ? pieces[Int(id)] : nil
  }

  /// The id of a placeholder, 0 to 31; nil outside that range.
  public static func placeholder(_ number: Int) -> Int32? {
    (0..<placeholderCount).contains(number) ? firstPlaceholder + Int32(number) : nil
  }

  /// The id of a byte.
  public static func byte(_ value: UInt8) -> Int32 { firstByte + Int32(value) }

  /// The reserved pieces, ids 0 to 289.
  static let reserved: [String] =
    ["</s>", "<unk>"] + (0..<placeholderCount).map { "<ph\($0)>" } + (0...255).map(byteName)

  private static func byteName(_ value: Int) -> String {
    "<0x\(value < 16 ? "0" : "")\(String(value, radix: 16, uppercase: true))>"
  }

  /// The file's text, ending with a line end.
  public var text: String { pieces.joined(separator: "\n") + "\n" }

  /// Writes a file with one piece a line.
  public func write(to path: String) throws(SubwordError) { try LineFile.write(text, to: path) }
}
