import ArgumentParser
import Decoding
import Threads
import Transformer
import Translation

extension Beam: ExpressibleByArgument {}

extension FilterCommand {
  /// How the best translation is searched for.
  struct SearchArguments: ParsableArguments {
    private static let defaults = SearchOptions()

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Translations followed at once; 1 is fastest.",
        discussion: """
          auto: up to as many as 'translate tune' has found to be worth it, fewer where the best is far ahead. 5/0.8: up \
          to 5, without those whose log-probability is more than 0.8 below the best.
          """,
        valueName: "beam-size"))
    var beamSize = Beam.auto

    @Option(help: "Power of the length by which log-probabilities are divided; 0 favours short translations.")
    var normalize = defaults.lengthNormalization

    @Option(
      parsing: .unconditional,
      help: "Subtracted from the log-probability for each token; negative favours long translations.")
    var wordPenalty = defaults.wordPenalty

    @Option(help: "Longest translation, as a multiple of the source's tokens.")
    var maxLengthFactor = defaults.maximumLengthFactor

    @Option(help: "Forbid that a run of this many tokens occurs twice; 0 allows it.")
    var noRepeatNgramSize = defaults.noRepeatNgramSize

    @Option(
      help: ArgumentHelp(
        "How much the model's other direction has to say where the search is in doubt; 0: nothing.",
        discussion: "Of no effect on a model that translates one way only, and with a beam of 1."))
    var reverseWeight = TranslationOptions().reverseWeight

    @Flag(inversion: .prefixedNo, help: "Let the model's dictionary suggest translations of words it has hardly seen.")
    var dictionary = true

    @Option(
      help: ArgumentHelp(
        "Translate terms as this file has them: a term, a tab and its translation a line; .csv: a comma.",
        discussion: "A first line 'source<TAB>target' may name further columns: case (yes, no), forbidden.",
        valueName: "file"),
      completion: .file(extensions: ["tsv", "csv"]))
    var glossary: String?

    func apply(to options: inout TranslationOptions) {
      beamSize.apply(to: &options)
      options.usesDictionary = dictionary
      options.reverseWeight = reverseWeight
      options.search.lengthNormalization = normalize
      options.search.wordPenalty = wordPenalty
      options.search.maximumLengthFactor = maxLengthFactor
      options.search.noRepeatNgramSize = noRepeatNgramSize
    }
  }

  /// How translations are drawn at random.
  struct SamplingArguments: ParsableArguments {
    @Flag(help: "Draw translations at random instead of searching for the best.")
    var sampling = false

    @Option(help: "Below 1 is closer to the model's favourites, above 1 further away; 1 unless given.")
    var temperature: Float?

    @Option(help: "Draw among this many likeliest tokens; all unless given.")
    var topK: Int?

    @Option(help: "Draw among the likeliest tokens that together reach this probability; all unless given.")
    var topP: Float?

    @Option(help: "The same number draws the same translations; 1 unless given.")
    var seed: UInt64?

    func validate() throws {
      let given: [(String, Bool)] = [
        ("--temperature", temperature != nil), ("--top-k", topK != nil), ("--top-p", topP != nil),
        ("--seed", seed != nil),
      ]
      if !sampling, let option = given.first(where: \.1)?.0 {
        throw ValidationError("\(option) has no effect without --sampling; give both or neither")
      }
    }

    func apply(to options: inout TranslationOptions) {
      guard sampling else { return }
      options.seed = seed ?? options.seed
      var drawing = SamplingOptions()
      drawing.temperature = temperature ?? drawing.temperature
      drawing.topK = topK ?? drawing.topK
      drawing.topP = topP ?? drawing.topP
      options.search.sampling = drawing
    }
  }

  /// What changes the speed and, but for the last digits, nothing else.
  struct SpeedArguments: ParsableArguments {
    @Option(help: "int8 or, for reference, float32 products.")
    var precision = WeightPrecision.int8

    @Flag(
      inversion: .prefixedNo,
      help:
        "Use the model's shortlist of likely words, or not; otherwise in greedy search only, where it costs nothing.")
    var shortlist: Bool?

    @Option(help: "Threads that translate.")
    var threads = availableProcessors

    @Option(help: "Source tokens that are translated together.")
    var miniBatchWords = LineFilterOptions().miniBatchWords

    func validate() throws {
      guard threads >= 1 else { throw ValidationError("--threads must be 1 or more") }
      guard miniBatchWords >= 1 else { throw ValidationError("--mini-batch-words must be 1 or more") }
    }
  }
}
