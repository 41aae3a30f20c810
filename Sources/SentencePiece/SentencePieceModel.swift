import IO

/// A model of SentencePiece (Kudo and Richardson 2018), as its trainer writes it: pieces, and how text is normalised and
/// cut into them. Immutable, shared by all workers.
public struct SentencePieceModel: Sendable {
  /// How text is cut into pieces.
  public enum Algorithm: Int, Sendable {
    /// The likeliest pieces of a unigram language model (Kudo 2018).
    case unigram = 1
    /// Merges of neighbours, those of the best pieces first (Sennrich et al. 2016).
    case bytePair = 2
    case characters = 4
  }

  public enum Kind: UInt8, Sendable {
    case normal = 1
    /// The piece for what no other piece spells.
    case unknown
    /// Begins and ends sentences; never found in text.
    case control
    /// Never cut, and not normalised.
    case userDefined
    /// Made by the trainer, but not used.
    case unused
    /// Spells one byte of what no other piece spells.
    case byte
  }

  public let algorithm: Algorithm
  /// The id of the unknown piece, and of those that begin, end and fill sentences where there are any.
  public let unknown: Int32
  public let beginning, end, padding: Int32?
  /// Whether bytes stand in for what no piece spells.
  public let hasByteFallback: Bool

  let normalization: Normalization
  let unknownSurface: [UInt8]
  /// All pieces' bytes, one after the other.
  private let spellings: [UInt8]
  private let starts: [Int32]
  let scores: [Float]
  let kinds: [Kind]
  /// Pieces that text may be cut into.
  let pieces: PieceTrie
  /// Pieces that are no text: unknown, control, bytes.
  private let reserved: PieceTrie
  let userDefined: PieceTrie?
  /// By byte.
  let byteIDs: [Int32]

  struct Normalization: Sendable {
    var map: CharacterMap?
    var addsDummyPrefix = true
    var removesExtraSpaces = true
    var escapesSpaces = true
    var spaceIsSuffix = false
  }

  /// How many pieces there are.
  public var count: Int { kinds.count }

  /// Reads a `.spm` or `.model` file.
  ///
  /// - Throws: ``SentencePieceError``, naming the file.
  public init(contentsOf path: String) throws(SentencePieceError) {
    let file = try MappedFile<SentencePieceError>(path: path)
    defer { withExtendedLifetime(file) {} }
    try self.init(file.bytes, path: path)
  }

  /// - Parameter path: where the bytes come from, for messages.
  public init(_ bytes: UnsafeRawBufferPointer, path: String) throws(SentencePieceError) {
    let message: ModelMessage
    do {
      message = try ModelMessage(bytes)
    } catch {
      throw .malformed(path: path, reason: error.reason)
    }
    guard let algorithm = Algorithm(rawValue: message.trainer.algorithm) else {
      throw .unsupported(
        path: path, reason: "it cuts text into whole words; only unigram, BPE and character models can be used")
    }
    guard !message.hasDenormalizer else {
      throw .unsupported(path: path, reason: "it normalises what it has decoded, which cannot be done here")
    }
    let index: PieceIndex
    do {
      index = try PieceIndex(message)
    } catch {
      throw .malformed(path: path, reason: error.reason)
    }
    self.algorithm = algorithm
    unknown = index.unknown
    func control(_ piece: [UInt8]) -> Int32? {
      let id = piece.withUnsafeBufferPointer(index.reserved.find)
      return id >= 0 && message.kinds[Int(id)] == .control ? id : nil
    }
    beginning = control(message.trainer.beginning)
    end = control(message.trainer.end)
    padding = control(message.trainer.padding)
    hasByteFallback = message.trainer.hasByteFallback
    byteIDs = index.byteIDs
    guard !hasByteFallback || !byteIDs.contains(-1) else {
      throw .malformed(path: path, reason: "it spells in bytes, but has not a piece for each of them")
    }
    normalization = message.normalization
    unknownSurface = message.trainer.unknownSurface
    (spellings, starts, scores, kinds) = (message.spellings, message.starts, message.scores, message.kinds)
    (pieces, reserved, userDefined) = (index.pieces, index.reserved, index.userDefined)
  }

  @inline(__always)
  func withSpelling<Result>(_ id: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let range = Int(starts[Int(id)])..<Int(starts[Int(id) + 1])
    return spellings.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// The spelling of an id; nil where there is no such id.
  public func piece(of id: Int32) -> String? {
    kinds.indices.contains(Int(id)) ? withSpelling(id) { String(decoding: $0, as: UTF8.self) } : nil
  }

  public func kind(of id: Int32) -> Kind? { kinds.indices.contains(Int(id)) ? kinds[Int(id)] : nil }

  /// The id of the piece with exactly this spelling.
  public func id(of piece: String) -> Int32? {
    var piece = piece
    let id = piece.withUTF8(find)
    return id < 0 ? nil : id
  }

  /// The same for its bytes.
  public func id(_ spelling: UnsafeBufferPointer<UInt8>) -> Int32? {
    let id = find(spelling)
    return id < 0 ? nil : id
  }

  func find(_ spelling: UnsafeBufferPointer<UInt8>) -> Int32 {
    let id = reserved.find(spelling)
    return id >= 0 ? id : pieces.find(spelling)
  }
}
