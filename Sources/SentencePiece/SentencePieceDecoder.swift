/// Puts pieces together to text.
public struct SentencePieceDecoder {
  private let model: SentencePieceModel
  private var text: [UInt8] = []
  /// Of pieces that spell bytes, not yet read as UTF-8.
  private var bytes: [UInt8] = []
  /// Whether a space in front of the next piece is one that encoding has put there.
  private var isAtBeginning = true

  public init(_ model: SentencePieceModel) { self.model = model }

  /// The text of ids; those that do not exist are left out.
  public static func decode(_ ids: some Sequence<Int32>, with model: SentencePieceModel) -> String {
    var decoder = SentencePieceDecoder(model)
    for id in ids { decoder.append(id) }
    return decoder.finish()
  }

  public mutating func append(_ id: Int32) {
    guard model.kinds.indices.contains(Int(id)) else { return }
    switch model.kinds[Int(id)] {
    case .byte: model.withSpelling(id) { if let byte = PieceIndex.byte($0) { bytes.append(byte) } }
    case .control: flush()
    case .unknown:
      flush()
      append(surface: model.unknownSurface)
    case .normal, .userDefined, .unused: model.withSpelling(id) { append(spelling: $0) }
    }
  }

  /// Appends a piece that the model does not know: what it spells is its text.
  public mutating func append(piece: String) {
    var piece = piece
    piece.withUTF8 { append(spelling: $0) }
  }

  /// The text; the decoder is used up.
  public mutating func finish() -> String {
    flush()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func append(spelling: UnsafeBufferPointer<UInt8>) {
    flush()
    var rest = spelling[...]
    var dropped = false
    let rules = model.normalization
    if isAtBeginning, rules.addsDummyPrefix || rules.removesExtraSpaces, rest.starts(with: TextNormalizer.marker) {
      rest = rest.dropFirst(3)
      dropped = !rules.removesExtraSpaces
    }
    while let first = rest.first {
      let isSpace = rest.starts(with: TextNormalizer.marker)
      text.append(isSpace ? 0x20 : first)
      rest = rest.dropFirst(isSpace ? 3 : 1)
    }
    if dropped || !text.isEmpty { isAtBeginning = false }
  }

  private mutating func append(surface: [UInt8]) {
    text += surface
    if !text.isEmpty { isAtBeginning = false }
  }

  /// Reads bytes as UTF-8; each that belongs to nothing is U+FFFD.
  private mutating func flush() {
    guard !bytes.isEmpty else { return }
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while place < bytes.count {
        let length = utf8Length(bytes, at: place)
        text += length.map { bytes[place..<place + $0].map(\.self) } ?? [0xEF, 0xBF, 0xBD]
        place += length ?? 1
      }
    }
    bytes.removeAll(keepingCapacity: true)
    isAtBeginning = false
  }
}
