import Terminology

/// Makes a model's dictionaries, one for each direction, out of a word list: what its training text has hardly shown.
///
/// A word that stands in the text often enough gets an entry without translations, so that nothing is suggested for it.
/// Of the others those translations are kept that the text itself has beside them, the most frequent first; what it
/// often shows without any of them is left alone. Words first, then the text: ``add(_:_:)``, ``learn(source:target:)``.
public struct DictionaryBuilder {
  private var sides: [Side: SideEntries]
  /// Words seen fewer times than this are given translations.
  public var rareBelow = 200
  /// Translations kept of a word.
  public var alternatives = 3
  /// A translation that stands beside fewer than this share of a word's occurrences is no good guess, once there are
  /// ``trustedOccurrences``.
  public var leastShare = 0.2
  public var trustedOccurrences = 3

  public enum Side: Hashable, Sendable, CaseIterable {
    case source, target

    var other: Side { self == .source ? .target : .source }
  }

  /// - Parameters:
  ///   - source, target: languages, whose inflection is seen through where it is known (``BaseForms``).
  public init(source: String, target: String) {
    sides = [.source: SideEntries(language: source), .target: SideEntries(language: target)]
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
    try DingFile.forEachPair(path: path, germanIsSource: germanIsSource, synonyms: .all) {
      (pair) throws(CorpusError) in
      add(pair.source, pair.target)
    }
  }

  /// Adds an entry, if it is a single word on both sides.
  public mutating func add(_ source: String, _ target: String) {
    guard let source = Self.word(source), let target = Self.word(target) else { return }
    sides[.source]?.add(target, to: source)
    sides[.target]?.add(source, to: target)
  }

  private static func word(_ text: String) -> String? {
    let text = text.hasPrefix("to ") ? String(text.dropFirst(3)) : text
    guard let first = WordScanner.words(of: text).first, first == text.startIndex..<text.endIndex, text.utf8.count > 2
    else { return nil }
    return text
  }

  /// Counts the words of a line of the training text and of its translation.
  public mutating func count(_ source: String, _ target: String) {
    for (side, line) in [(Side.source, source), (.target, target)] {
      for range in WordScanner.words(of: line) { sides[side]?.counts[line[range].lowercased(), default: 0] += 1 }
    }
  }

  /// Notes which translations of the rare words of a line its translation has. All text must be counted before.
  public mutating func weigh(_ source: String, _ target: String) {
    sides[.source]?.weigh(source, beside: target, rareBelow: rareBelow)
    sides[.target]?.weigh(target, beside: source, rareBelow: rareBelow)
  }

  /// Counts and weighs the lines of training text: pairs of files whose lines translate each other.
  ///
  /// - Throws: ``CorpusError`` where one cannot be read, or has fewer lines than the other.
  public mutating func learn(_ files: [(source: String, target: String)]) throws(CorpusError) {
    for file in files {
      let pairs = try PairStream(source: file.source, target: file.target)
      while let row = try pairs.next() { count(row.pair.source, row.pair.target) }
    }
    for file in files {
      let pairs = try PairStream(source: file.source, target: file.target)
      while let row = try pairs.next() { weigh(row.pair.source, row.pair.target) }
    }
  }

  /// The dictionary for the words of `side`.
  public func words(of side: Side) -> WordListWriter {
    var writer = WordListWriter()
    guard let entries = sides[side], let others = sides[side.other] else { return writer }
    for (word, count) in entries.counts where count >= rareBelow { writer.add(word, []) }
    for word in entries.words.keys where entries.count(of: word) < rareBelow {
      let found = entries.ranked(word, leastShare: leastShare, trusted: trustedOccurrences) { others.count(of: $0) }
      writer.add(word, Array(found.prefix(alternatives)))
    }
    return writer
  }
}
