import Corpora
import Subwords
import Transformer
import Translation

/// Translation probabilities of pieces, from which a shortlist is made.
public struct Lexicon: Sendable {
  /// For each source piece its translations, the likeliest first.
  public let translations: [[Entry]]
  /// How often each piece occurs on the target side, where that is known.
  private let frequencies: [Float]

  public struct Entry: Sendable, Hashable {
    public var target: Int32
    public var probability: Float

    public init(target: Int32, probability: Float) {
      self.target = target
      self.probability = probability
    }
  }

  /// - Parameters:
  ///   - translations: one list for each source piece.
  ///   - frequencies: of each target piece; nil: how many source pieces may become it, by probability.
  public init(_ translations: [[Entry]], frequencies: [Float]? = nil) {
    self.translations = translations.map { entries in
      entries.sorted { ($1.probability, $0.target) < ($0.probability, $1.target) }
    }
    let targets = translations.joined().map { Int($0.target) + 1 }.max() ?? 0
    var sums = [Float](repeating: 0, count: max(translations.count, targets))
    for entry in translations.joined() { sums[Int(entry.target)] += entry.probability }
    self.frequencies = frequencies ?? sums
  }

  /// Keeps, for each source piece, up to `perPiece` translations of at least `threshold`, and for all sentences the
  /// `common` most frequent target pieces.
  public func shortlist(perPiece: Int, common: Int, threshold: Float) -> Shortlist {
    let order = frequencies.indices.sorted { (frequencies[$1], $0) < (frequencies[$0], $1) }
    let shared = order.prefix(common).filter { frequencies[$0] > 0 }.map { Int32($0) }
    let isShared = Set(shared)
    let lists = translations.map { entries in
      entries.prefix(perPiece).filter { $0.probability >= threshold && !isShared.contains($0.target) }.map(\.target)
    }
    return Shortlist(lists: lists, common: shared, vocabularySize: frequencies.count)
  }
}

// MARK: Marian's file

extension Lexicon {
  /// Reads Marian's `lex.s2t`: `target source probability` a line. `NULL` and pieces that the vocabulary lacks are
  /// passed over.
  ///
  /// - Throws: an error that names the file, and the line where one is not of that form.
  public init(marian path: String, vocabulary: Vocabulary) throws {
    try self.init(
      marian: path, counts: (vocabulary.count, vocabulary.count), source: vocabulary.id, target: vocabulary.id)
  }

  /// - Parameter pieces: the spelling of each token.
  public init(marian path: String, pieces: (source: [String], target: [String])) throws {
    // By bytes: what is canonically equivalent is not the same piece.
    func ids(_ pieces: [String]) -> [[UInt8]: Int32] {
      Dictionary(pieces.enumerated().map { (Array($1.utf8), Int32($0)) }, uniquingKeysWith: { first, _ in first })
    }
    let (source, target) = (ids(pieces.source), ids(pieces.target))
    try self.init(
      marian: path, counts: (pieces.source.count, pieces.target.count), source: { source[Array($0.utf8)] },
      target: { target[Array($0.utf8)] })
  }

  private init(
    marian path: String, counts: (source: Int, target: Int), source sourceID: (String) -> Int32?,
    target targetID: (String) -> Int32?
  ) throws {
    var translations = [[Entry]](repeating: [], count: counts.source)
    let lines = try LineStream(path: path)
    while let line = try lines.next() {
      let fields = line.split(separator: " ")
      guard fields.count == 3, let probability = Float(fields[2]), probability.isFinite else {
        throw ModelError.malformed(
          path: path, reason: "line \(lines.number) is not 'target source probability', as in Marian's lex.s2t")
      }
      guard let target = targetID(String(fields[0])), let source = sourceID(String(fields[1])) else {
        continue
      }
      translations[Int(source)].append(Entry(target: target, probability: probability))
    }
    var frequencies = [Float](repeating: 0, count: counts.target)
    for entry in translations.joined() { frequencies[Int(entry.target)] += entry.probability }
    self.init(translations, frequencies: frequencies)
  }

  /// Writes the same form.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func writeMarian(to path: String, vocabulary: Vocabulary) throws(ModelError) {
    try writeMarian(to: path, pieces: (Array(vocabulary.pieces), Array(vocabulary.pieces)))
  }

  /// - Parameter pieces: the spelling of each token.
  public func writeMarian(
    to path: String, pieces: (source: [String], target: [String])
  ) throws(ModelError) {
    var file = try AtomicFile(path: path)
    for (source, entries) in translations.enumerated() {
      var lines = ""
      for entry in entries {
        lines += "\(pieces.target[Int(entry.target)]) \(pieces.source[source]) \(entry.probability)\n"
      }
      try file.write(Array(lines.utf8))
    }
    try file.commit()
  }
}
