/// The pieces of a model by their spelling, found to make sense.
struct PieceIndex {
  private(set) var pieces = PieceTrie()
  private(set) var reserved = PieceTrie()
  private var userDefinedPieces = PieceTrie()
  private var hasUserDefined = false
  private(set) var byteIDs = [Int32](repeating: -1, count: 256)
  private(set) var unknown: Int32 = -1

  var userDefined: PieceTrie? { hasUserDefined ? userDefinedPieces : nil }

  init(_ message: ModelMessage) throws(ProtobufReader.Malformed) {
    for id in message.kinds.indices {
      let isNew = message.spellings.withUnsafeBufferPointer { spellings in
        let range = Int(message.starts[id])..<Int(message.starts[id + 1])
        return range.isEmpty
          ? false : insert(UnsafeBufferPointer(rebasing: spellings[range]), Int32(id), message.kinds[id])
      }
      guard isNew else { throw .init(reason: "piece \(id) is empty, there twice, or a second unknown one") }
    }
    guard unknown >= 0 else { throw .init(reason: "it has no piece for what is unknown") }
  }

  private mutating func insert(
    _ spelling: UnsafeBufferPointer<UInt8>, _ id: Int32, _ kind: SentencePieceModel.Kind
  ) -> Bool {
    switch kind {
    case .normal, .unused: return pieces.insert(spelling, value: id)
    case .userDefined:
      hasUserDefined = true
      _ = userDefinedPieces.insert(spelling, value: id)
      return pieces.insert(spelling, value: id)
    case .unknown:
      guard unknown < 0 else { return false }
      unknown = id
      return reserved.insert(spelling, value: id)
    case .control: return reserved.insert(spelling, value: id)
    case .byte:
      if let byte = Self.byte(spelling) { byteIDs[Int(byte)] = id }
      return reserved.insert(spelling, value: id)
    }
  }

  /// The byte that `<0x4F>` spells.
  static func byte(_ spelling: UnsafeBufferPointer<UInt8>) -> UInt8? {
    guard spelling.count == 6, spelling.starts(with: "<0x".utf8), spelling[5] == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: spelling[3..<5], as: UTF8.self), radix: 16)
  }
}
