import Transformer

/// The pieces of another program's vocabulary, by number.
struct ForeignPieces {
  let file: String
  /// Nil: the number belongs to no piece.
  private(set) var pieces: [String?]

  /// - Parameter count: how many numbers the model knows; a file may have fewer pieces.
  init(file: String, count: Int, pairs: [(text: String, number: Int)]) throws(InterchangeError) {
    self.file = file
    pieces = [String?](repeating: nil, count: count)
    for (text, number) in pairs {
      guard number < count else {
        throw .pieceCount(file: file, found: max(number + 1, pairs.count), expected: count)
      }
      pieces[number] = text
    }
  }

  /// Reads a vocabulary: JSON, YAML (Marian's), or, whatever else it is called, a piece on each line.
  static func read(_ path: String, count: Int) throws -> ForeignPieces {
    if path.hasSuffix(".json") {
      return try ForeignPieces(file: path, count: count, pairs: FlatJSON.pairs(contentsOf: path))
    }
    let isYAML = path.hasSuffix(".yml") || path.hasSuffix(".yaml")
    return try ForeignPieces(file: path, count: count, pairs: isYAML ? PieceList.numbered(path) : lines(path))
  }

  /// If all lines end with a carriage return, those are no part of the pieces.
  private static func lines(_ path: String) throws -> [(text: String, number: Int)] {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    var lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let hasReturns = !lines.isEmpty && lines.allSatisfy { $0.last == 0x0D }
    return lines.enumerated().map { number, line in
      (String(decoding: hasReturns ? line.dropLast() : line, as: UTF8.self), number)
    }
  }

  /// The number of a piece.
  func number(of piece: String) -> Int32? {
    pieces.firstIndex { $0.map { Array($0.utf8) } == Array(piece.utf8) }.map(Int32.init)
  }

  /// The number of a piece that has to be there.
  func expect(_ piece: String) throws(InterchangeError) -> Int32 {
    guard let number = number(of: piece) else {
      throw .malformed(file: file, line: nil, reason: "it has no piece '\(piece)'")
    }
    return number
  }

  /// Numbers without a piece.
  var unused: [Int32] { pieces.indices.filter { pieces[$0] == nil }.map { Int32($0) } }

  mutating func set(_ piece: String, at number: Int) {
    if pieces.indices.contains(number) { pieces[number] = piece }
  }

  /// One piece a line.
  func text() throws(InterchangeError) -> [UInt8] {
    var text: [UInt8] = []
    for piece in pieces {
      guard piece?.utf8.contains(0x0A) != true else {
        throw .malformed(file: file, line: nil, reason: "it has a piece with a line break, which cannot be kept here")
      }
      text += Array((piece ?? "").utf8) + [0x0A]
    }
    return text
  }
}

/// How text becomes a foreign model's tokens, and the files that are needed for it.
struct ForeignSubwordFiles {
  var rules: ModelDirectory.ForeignSubwords
  /// SentencePiece models, by their names with us.
  var copies: [String: String]
  var lists: [String: ForeignPieces] = [:]

  static let sourceModel = "source.spm"
  static let targetModel = "target.spm"
  static let sourceList = "source-pieces.txt"
  static let targetList = "target-pieces.txt"
  static let sharedModel = "shared.spm"
  static let sharedList = "pieces.txt"

  /// - Parameters:
  ///   - source: a SentencePiece model; `target` may be the same. Empty: pieces come with spaces between them.
  ///   - pieces: nil: tokens are SentencePiece's ids.
  init(
    source: String, target: String, pieces: (source: ForeignPieces, target: ForeignPieces)?, endOfSentence: Int32,
    unknown: Int32
  ) {
    let isShared = source == target
    let names = isShared ? (Self.sharedModel, Self.sharedModel) : (Self.sourceModel, Self.targetModel)
    rules = ModelDirectory.ForeignSubwords(
      source: names.0, target: names.1, endOfSentence: endOfSentence, unknown: unknown)
    copies = [:]
    if source.isEmpty {
      (rules.source, rules.target) = ("", "")
    } else {
      (copies[names.0], copies[names.1]) = (source, target)
    }
    guard let pieces else { return }
    let isOneList = pieces.source.file == pieces.target.file
    rules.sourceVocabulary = isOneList ? Self.sharedList : Self.sourceList
    rules.targetVocabulary = isOneList ? Self.sharedList : Self.targetList
    lists =
      isOneList ? [Self.sharedList: pieces.source] : [Self.sourceList: pieces.source, Self.targetList: pieces.target]
  }

  var names: [String] { copies.keys.sorted() + lists.keys.sorted() }

  func write(to directory: String) throws {
    for (name, path) in copies {
      let file = try MappedFile(path: path)
      var copy = try AtomicFile(path: "\(directory)/\(name)")
      try copy.write(file.bytes)
      try copy.commit()
      withExtendedLifetime(file) {}
    }
    for (name, pieces) in lists { try AtomicFile.write(try pieces.text(), to: "\(directory)/\(name)") }
  }
}
