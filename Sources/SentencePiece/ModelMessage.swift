/// The file's message, field by field, as `sentencepiece_model.proto` has them; what is absent has the default there.
struct ModelMessage {
  struct Trainer {
    var algorithm = 1
    var hasByteFallback = false
    var beginning = Array("<s>".utf8)
    var end = Array("</s>".utf8)
    var padding = Array("<pad>".utf8)
    var unknownSurface = Array(" \u{2047} ".utf8)
  }

  private(set) var spellings: [UInt8] = []
  /// One more than there are pieces.
  private(set) var starts: [Int32] = [0]
  private(set) var scores: [Float] = []
  private(set) var kinds: [SentencePieceModel.Kind] = []
  private(set) var trainer = Trainer()
  private(set) var normalization = SentencePieceModel.Normalization()
  private(set) var hasDenormalizer = false

  /// Far beyond any vocabulary, and little memory.
  private static let mostPieces = 4_000_000
  private static let mostBytes = 16_000_000
  private static let longestSurface = 1000

  init(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: try readPiece(try value.bytes())
      case 2: try readTrainer(try value.bytes())
      case 3: try readNormalizer(try value.bytes())
      case 5: hasDenormalizer = try Self.hasMap(try value.bytes())
      default: break
      }
    }
    guard !kinds.isEmpty else { throw .init(reason: "it has no pieces") }
  }

  private mutating func readPiece(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) {
    var (spelling, score, kind) = (
      UnsafeRawBufferPointer(start: nil, count: 0), Float(0), SentencePieceModel.Kind.normal
    )
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: spelling = try value.bytes()
      case 2: score = try value.float()
      case 3:
        guard let found = SentencePieceModel.Kind(rawValue: UInt8(clamping: try value.int())) else {
          throw .init(reason: "piece \(kinds.count) is of an unknown kind")
        }
        kind = found
      default: break
      }
    }
    guard score.isFinite else { throw .init(reason: "piece \(kinds.count) has a score that is no number") }
    spellings.append(contentsOf: spelling)
    guard kinds.count < Self.mostPieces, spellings.count <= Self.mostBytes else {
      throw .init(reason: "it has more pieces than makes sense")
    }
    starts.append(Int32(spellings.count))
    scores.append(score)
    kinds.append(kind)
  }

  private mutating func readTrainer(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch field {
      case 3: trainer.algorithm = try value.int()
      case 24: normalization.spaceIsSuffix = try value.bool()
      case 35: trainer.hasByteFallback = try value.bool()
      case 44: trainer.unknownSurface = [UInt8](try value.bytes().prefix(Self.longestSurface))
      case 46: trainer.beginning = [UInt8](try value.bytes())
      case 47: trainer.end = [UInt8](try value.bytes())
      case 48: trainer.padding = [UInt8](try value.bytes())
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch field {
      case 2: normalization.map = try Self.map(try value.bytes())
      case 3: normalization.addsDummyPrefix = try value.bool()
      case 4: normalization.removesExtraSpaces = try value.bool()
      case 5: normalization.escapesSpaces = try value.bool()
      default: break
      }
    }
  }

  private static func map(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) -> CharacterMap? {
    if bytes.isEmpty { return nil }
    guard let map = CharacterMap(bytes) else { throw .init(reason: "its map of characters is not intact") }
    return map
  }

  private static func hasMap(_ bytes: UnsafeRawBufferPointer) throws(ProtobufReader.Malformed) -> Bool {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      if field == 2 { return try !value.bytes().isEmpty }
    }
    return false
  }
}
