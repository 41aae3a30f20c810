import Terminology

/// Makes a model's dictionaries, one for each direction, out of a word list: what its training text has hardly shown.
///
/// A word that stands in the text often enough gets an entry without translations, so that nothing is suggested for it.
/// Translations that the text knows come first, by how often it has them.
public struct DictionaryBuilder {
  private var counts: [Side: [String: Int]] = [:]
  private var translations: [Side: [String: [String]]] = [:]
  /// Words seen fewer times than this are given translations.
  public var rareBelow = 200
  /// Translations kept of a word.
  public var alternatives = 3

  public enum Side: Hashable, Sendable, CaseIterable {
    case source, target

    var other: Side { self == .source ? .target : .source }
  }

  public init() {}

  /// Counts the words of a line of the training text.
  public mutating func count(_ line: String, on side: Side) {
    for range in WordScanner.words(of: line) { counts[side, default: [:]][line[range].lowercased(), default: 0] += 1 }
  }

  /// Counts the words of two files of training text.
  ///
  /// - Throws: ``CorpusError`` where one cannot be read.
  public mutating func count(source: String, target: String) throws(CorpusError) {
    for (path, side) in [(source, Side.source), (target, Side.target)] {
      let lines = try LineStream(path: path)
      while let line = try lines.next() { count(line, on: side) }
    }
  }

  /// Adds the entries of two files whose lines translate each other.
  ///
  /// - Throws: ``CorpusError`` where one cannot be read.
  public mutating func addLines(source: String, target: String) throws(CorpusError) {
    let pairs = try PairStream(source: source, target: target)
    while let row = try pairs.next() { add(row.pair.source, row.pair.target) }
  }

  /// Adds the entries of a Ding word list that are single words on both sides, "to" before English verbs left out.
  ///
  /// - Parameter germanIsSource: whether German is the language of ``Side/source``.
  /// - Throws: ``CorpusError`` where it cannot be read.
  public mutating func addDing(at path: String, germanIsSource: Bool) throws(CorpusError) {
    try DingFile.forEachPair(path: path, germanIsSource: germanIsSource) { (pair) throws(CorpusError) in
      add(pair.source, pair.target)
    }
  }

  /// Adds an entry, if it is a single word on both sides.
  public mutating func add(_ source: String, _ target: String) {
    guard let source = Self.word(source), let target = Self.word(target) else { return }
    add(target, to: source, on: .source)
    add(source, to: target, on: .target)
  }

  private mutating func add(_ translation: String, to word: String, on side: Side) {
    let key = word.lowercased()
    let known = translations[side]?[key] ?? []
    if !known.contains(translation) { translations[side, default: [:]][key] = known + [translation] }
  }

  private static func word(_ text: String) -> String? {
    let text = text.hasPrefix("to ") ? String(text.dropFirst(3)) : text
    guard let first = WordScanner.words(of: text).first, first == text.startIndex..<text.endIndex, text.utf8.count > 2
    else { return nil }
    return text
  }

  /// The dictionary for the words of `side`.
  public func words(of side: Side) -> WordListWriter {
    var writer = WordListWriter()
    let seen = counts[side] ?? [:]
    for (word, count) in seen where count >= rareBelow { writer.add(word, []) }
    for (word, found) in translations[side] ?? [:] where (seen[word] ?? 0) < rareBelow {
      writer.add(word, Array(ranked(found, on: side.other).prefix(alternatives)))
    }
    return writer
  }

  private func ranked(_ words: [String], on side: Side) -> [String] {
    words.enumerated().sorted { one, other in
      let (first, second) = (count(of: one.element, side), count(of: other.element, side))
      return first == second ? one.offset < other.offset : first > second
    }.map(\.element)
  }

  private func count(of word: String, _ side: Side) -> Int { counts[side]?[word.lowercased()] ?? 0 }
}
