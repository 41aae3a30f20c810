import Text

/// Learns byte pair encoding from word counts (Sennrich, Haddow and Birch, ACL 2016).
///
/// The most frequent pair of neighbouring symbols becomes a symbol, again and again. Of pairs that are equally
/// frequent the greatest in code point order is taken, which is what subword-nmt does.
public struct BPELearner {
  /// When to stop, and what to learn from.
  public struct Options: Sendable {
    /// How much to learn.
    public enum Size: Sendable, Equatable {
      case merges(Int)
      /// As many merges as give a vocabulary of exactly this size, reserved pieces and characters included.
      case vocabulary(Int)
    }

    public var size: Size
    /// Pairs that occur less often are not merged.
    public var minimumFrequency = 2
    /// Characters seen less often, as the last of a word or elsewhere, get no piece and take no part in merges.
    public var minimumCharacterCount = 1
    /// Keep characters without ink out of the alphabet: controls, formatting characters, white space. Without this,
    /// and with a minimum count of 1, the merges are those of subword-nmt.
    public var excludesInvisible = true

    public init(size: Size) { self.size = size }
  }

  /// What was learnt.
  public struct Result: Sendable {
    public let codes: BytePairCodes
    public let vocabulary: Vocabulary
  }

  private let options: Options
  private var corpus: PairCorpus
  private var merges: [BytePairCodes.Merge] = []
  private var pieces: [String]

  /// - Throws: `SubwordError.nothingToLearnFrom` where no words were counted.
  public init(_ words: WordCounter, options: Options) throws(SubwordError) {
    self.options = options
    let alphabet = Alphabet(words, options: options)
    corpus = PairCorpus(words, alphabet: alphabet)
    guard !corpus.isEmpty else { throw .nothingToLearnFrom }
    pieces = alphabet.symbols.map(BPELearner.spelling)
  }

  /// Learns merges until the size is reached.
  ///
  /// - Throws: `SubwordError` where the vocabulary cannot be that small, or the text holds too few pairs to make it
  ///   that large. Fewer merges than asked for by number are not an error.
  public mutating func learn() throws(SubwordError) -> Result {
    try checkSize()
    var known = Set(pieces.map { Array($0.utf8) })
    while !isFinished, let merge = corpus.mergeMostFrequent(minimum: options.minimumFrequency) {
      merges.append(merge)
      // Two merges can make the same piece: a+bc and ab+c.
      let piece = BPELearner.spelling(of: merge.left + merge.right)
      if known.insert(Array(piece.utf8)).inserted { pieces.append(piece) }
    }
    if case .vocabulary(let size) = options.size, !isFinished {
      throw .tooFewPairs(
        merges: merges.count, wanted: merges.count + size - vocabularySize, frequency: options.minimumFrequency)
    }
    return Result(codes: BytePairCodes(merges: merges), vocabulary: try Vocabulary(ordinary: pieces))
  }

  private var vocabularySize: Int { Int(Vocabulary.firstOrdinary) + pieces.count }

  private var isFinished: Bool {
    switch options.size {
    case .merges(let count): merges.count >= count
    case .vocabulary(let size): vocabularySize >= size
    }
  }

  private func checkSize() throws(SubwordError) {
    if case .vocabulary(let size) = options.size, size < vocabularySize {
      throw .vocabularyTooSmall(size: size, minimum: vocabularySize)
    }
  }

  /// A symbol as the vocabulary spells it: without `</w>`, or else with `@@`.
  private static func spelling(of symbol: String) -> String {
    let ending = BytePairCodes.endOfWord.utf8
    guard symbol.utf8.count > ending.count, symbol.utf8.suffix(ending.count).elementsEqual(ending) else {
      return symbol + Vocabulary.continuation
    }
    return String(decoding: symbol.utf8.dropLast(ending.count), as: UTF8.self)
  }
}
