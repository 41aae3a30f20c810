/// The pieces that a model knows; a piece's place in the list is its id.
///
/// Pieces are spelled as subword-nmt prints them: those that do not end a word have `@@` behind them, and `▁` stands
/// for the space in front of a word. Every vocabulary begins with the same reserved pieces: `</s>`, `<unk>`, the
/// placeholders `<ph0>` to `<ph31>` and the bytes `<0x00>` to `<0xFF>`.
public struct Vocabulary: @unchecked Sendable {
  // Unchecked, but safe: the table is not written after init.

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

  /// The spellings, each under its id. Strings would compare by canonical equivalence, which is too lenient for a key.
  private let table: ByteTable

  /// How many pieces there are.
  public var count: Int { table.count }

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
    try self.init(lines: LineFile.lines(at: path), file: path)
  }

  package init(pieces: [String], file: String) throws(SubwordError) {
    try self.init(lines: TextLines(pieces), file: file)
  }

  private init(lines: TextLines, file: String) throws(SubwordError) {
    table = ByteTable(minimumCapacity: lines.count)
    for index in 0..<lines.count {
      try lines.withBytes(of: index) { (piece) throws(SubwordError) in
        if piece.isEmpty { throw .emptyPiece(file: file, line: index + 1) }
        if piece.contains(where: { $0 == 0x20 || $0 == 0x0A }) {
          throw .pieceWithSpace(file: file, line: index + 1, text: lines[index])
        }
        let first = table.insert(piece)
        guard first == index else {
          throw .duplicatePiece(file: file, line: index + 1, piece: lines[index], firstLine: first + 1)
        }
      }
    }
    try checkReserved(file: file)
  }

  private func checkReserved(file: String) throws(SubwordError) {
    for (id, expected) in Vocabulary.reserved.prefix(count).enumerated()
    where !table[id].elementsEqual(expected.utf8) {
      throw .reservedPiece(file: file, line: id + 1, expected: expected, found: pieces[id])
    }
    guard count >= Vocabulary.reserved.count else {
      throw .truncatedVocabulary(file: file, lines: count, minimum: Vocabulary.reserved.count)
    }
  }

  /// The bytes of the spelling of an id that exists.
  @inline(__always)
  func withPiece<Result>(_ id: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withExtendedLifetime(table) { body(table[Int(id)]) }
  }

  /// The id of the piece with exactly this spelling.
  public func id(of piece: String) -> Int32? {
    var piece = piece
    return piece.withUTF8(table.find).map(Int32.init)
  }

  /// The spelling of an id; nil where there is no such id.
  public func piece(of id: Int32) -> String? {
    (0..<Int32(count)).contains(id) ? pieces[Int(id)] : nil
  }

  /// The id of a placeholder, 0 to 31; nil outside that range.
  public static func placeholder(_ number: Int) -> Int32? {
    (0..<placeholderCount).contains(number) ? firstPlaceholder + Int32(number) : nil
  }

  /// The id of a byte.
  public static func byte(_ value: UInt8) -> Int32 { firstByte + Int32(value) }

  /// Whether an id is a byte's.
  package static func isByte(_ id: Int32) -> Bool { (firstByte..<firstOrdinary).contains(id) }

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
