import Subwords
import Transformer

/// A lexical shortlist: for each source piece the target pieces that its translation may need, and those that any may.
///
/// Decoding multiplies the output layer's weights of a sentence's own list only. Which pieces those are follows from
/// the sentence alone, so that its translation does not depend on what is translated beside it.
///
/// The lists stay as they are in the file, and only those of a sentence's pieces are read: see ``ShortlistFile``.
public struct Shortlist: Sendable {
  /// Pieces of the target; and of the source, where it has a vocabulary of its own.
  public let vocabularySize: Int
  public let sources: Int
  private let file: ShortlistFile

  public static let fileName = "shortlist.bin"

  /// - Parameters:
  ///   - lists: one for each source piece.
  ///   - common: pieces for every sentence.
  ///   - vocabularySize: how many target pieces there are; nil: they are the source's.
  public init(lists: [[Int32]], common: [Int32], vocabularySize: Int? = nil) {
    (self.vocabularySize, sources) = (vocabularySize ?? lists.count, lists.count)
    file = ShortlistFile(lists: lists, common: common, vocabularySize: vocabularySize ?? lists.count)
  }

  /// Reads what ``write(to:)`` has written.
  ///
  /// - Throws: ``ModelError`` where it is something else, is cut off, or was made for another vocabulary.
  public init(path: String, sources: Int? = nil, vocabularySize: Int) throws(ModelError) {
    (self.vocabularySize, self.sources) = (vocabularySize, sources ?? vocabularySize)
    file = try ShortlistFile(path: path, sources: self.sources, vocabularySize: vocabularySize)
  }

  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws(ModelError) { try file.write(to: path) }

  /// The pieces, ascending, that a translation of `source` may hold. Beside those of the lists that is the end of the
  /// sentence, and every piece of the source, for what is only copied.
  public func tokens(
    for source: [Int32], endOfSentence: Int32 = Vocabulary.endOfSentence, holdsSource: Bool = true
  ) -> [Int32] {
    var isWanted = [Bool](repeating: false, count: vocabularySize)
    func want(_ id: Int) { if id >= 0, id < vocabularySize { isWanted[id] = true } }
    want(Int(endOfSentence))
    for list in source.map(Int.init) + [sources] where list >= 0 && list <= sources {
      if holdsSource, list < sources { want(list) }
      file.forEach(in: list, want)
    }
    return isWanted.indices.filter { isWanted[$0] }.map { Int32($0) }
  }

  /// How many ids all lists hold together.
  public var count: Int { (0...sources).reduce(0) { $0 + list($1).count } }

  func list(_ index: Int) -> [Int32] {
    var ids: [Int32] = []
    file.forEach(in: index) { ids.append(Int32(clamping: $0)) }
    return ids
  }
}
