import Decoding
import Terminology
import Threads

extension Translator {
  /// How to translate. What is not set is as on the command line.
  public struct Options: Sendable {
    private static let search = SearchOptions()

    /// How many translations are followed at once: `.auto` as many as the model's doubts deserve, `.fixed(1)` is
    /// fastest.
    public var beam = Beam.auto

    /// How many translations to return of every line and sentence, at most.
    public var alternatives = 1

    /// The power of the length by which log-probabilities are divided; 0 favours short translations.
    public var lengthNormalization = Self.search.lengthNormalization

    /// Subtracted from the log-probability for each token; negative favours long translations.
    public var wordPenalty = Self.search.wordPenalty

    /// The longest translation of a sentence, as a multiple of its tokens.
    public var maximumLengthFactor = Self.search.maximumLengthFactor

    /// No run of so many tokens may occur twice; 0 allows it.
    public var noRepeatNgramSize = Self.search.noRepeatNgramSize

    /// Draws translations at random instead of searching for the best.
    public var sampling: SamplingOptions?

    /// The same number draws the same translations.
    public var seed = TranslationOptions().seed

    /// Whether the model's list of likely words, if it has one, narrows down what a translation may hold; nil: in
    /// greedy search only, where that costs nothing.
    public var usesShortlist: Bool?

    /// Whether translations come with the log-probability of each token.
    public var returnsTokenScores = false

    /// Whether translations say which source tokens stand behind which of theirs.
    public var returnsAlignment = false

    /// Whether lines are cut into sentences. Where not, a line is one, unless it is too long for the model.
    public var splitsSentences = true

    /// What is to come out as it went in.
    public var protection = Protection.usual

    /// Terms and how they are to be translated.
    public var glossary: Glossary?

    /// Translations that people have made.
    public var past: PastTranslations?

    /// What becomes of the separators in numbers.
    public var numbers = NumberStyle.localize

    /// Threads that translate.
    public var threads = availableProcessors

    /// Source tokens that are translated together.
    public var batchTokens = LineFilterOptions().miniBatchWords

    public init() {}

    /// - Throws: ``SearchError/invalidOption(name:value:range:)`` where a value makes no sense.
    public func validate() throws {
      try translation.search.validate()
      for (name, value) in [("number of threads", threads), ("size of a batch", batchTokens)] where value < 1 {
        throw SearchError.invalidOption(name: name, value: "\(value)", range: "1 or more")
      }
    }

    /// The same to those that know the model.
    var translation: TranslationOptions {
      var options = TranslationOptions()
      beam.apply(to: &options)
      options.search.nBest = alternatives
      options.glossary = glossary
      options.past = past
      options.search.lengthNormalization = lengthNormalization
      options.search.wordPenalty = wordPenalty
      options.search.maximumLengthFactor = maximumLengthFactor
      options.search.noRepeatNgramSize = noRepeatNgramSize
      options.search.sampling = sampling
      options.search.returnTokenScores = returnsTokenScores
      options.seed = seed
      options.usesShortlist = usesShortlist
      options.numbers = numbers
      options.returnAlignment = returnsAlignment
      return options
    }
  }
}

extension LineFilterOptions {
  init(_ options: Translator.Options) {
    self.init()
    translation = options.translation
    splitsSentences = options.splitsSentences
    protection = options.protection
    threads = options.threads
    miniBatchWords = options.batchTokens
  }
}
