extension Vocabulary {
  /// The spelling of every piece, by id. Strings are made when they are asked for.
  public var pieces: Pieces { Pieces(vocabulary: self) }

  public struct Pieces: RandomAccessCollection, Equatable, Sendable {
    let vocabulary: Vocabulary

    public var startIndex: Int { 0 }
    public var endIndex: Int { vocabulary.count }

    public subscript(id: Int) -> String {
      vocabulary.withPiece(Int32(id)) { String(decoding: $0, as: UTF8.self) }
    }

    /// The same pieces in the same order, byte for byte.
    public static func == (one: Pieces, other: Pieces) -> Bool {
      one.elementsEqual(other) { $0.utf8.elementsEqual($1.utf8) }
    }
  }

  /// The bytes of the symbol that an ordinary piece spells: `ab@@` is "ab", `ab` is "ab</w>".
  func withSymbol<Result>(of id: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withPiece(id) { piece in
      if Vocabulary.isContinued(piece) { return body(UnsafeBufferPointer(rebasing: piece.dropLast(2))) }
      let ending = BytePairCodes.endOfWord.utf8
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: piece.count + ending.count) { symbol in
        let end = symbol[piece.count...].update(fromContentsOf: ending)
        _ = symbol.update(fromContentsOf: piece)
        return body(UnsafeBufferPointer(rebasing: symbol[..<end]))
      }
    }
  }

  /// Appends the bytes that an id stands for, a space for `▁`, and U+FFFD for what is no text.
  func appendSurface(of id: Int32, to bytes: inout [UInt8]) {
    guard (Vocabulary.firstByte..<Int32(count)).contains(id) else { return bytes.append(contentsOf: "\u{FFFD}".utf8) }
    if id < Vocabulary.firstOrdinary { return bytes.append(UInt8(id - Vocabulary.firstByte)) }
    withPiece(id) { piece in
      let text = Vocabulary.isContinued(piece) ? piece.dropLast(2) : piece[...]
      var position = 0
      while position < text.count {
        let isMarker = text[position...].starts(with: "▁".utf8)
        bytes.append(isMarker ? 0x20 : text[position])
        position += isMarker ? 3 : 1
      }
    }
  }

  /// A piece of `@@` alone is those two characters.
  private static func isContinued(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    piece.count > 2 && piece.suffix(2).elementsEqual(continuation.utf8)
  }
}
