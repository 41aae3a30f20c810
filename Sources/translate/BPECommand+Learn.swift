import ArgumentParser
import Subwords

/// `translate bpe learn`
struct BPELearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn merges and a vocabulary from text.",
    discussion: """
      Reads files, or standard input, one sentence or paragraph a line. For a vocabulary that two languages share, \
      give text of both.

        translate bpe learn --vocabulary-size 8192 --min-character-count 500 --output Vocab/en-de text.en text.de
        zcat corpus.gz | translate bpe learn --merges 4000 --output model/
        translate bpe learn --pretokenized --merges 32000 --output - < tokenised.txt > codes.bpe
      """)

  @Option(name: [.customShort("s"), .long], help: "How many merges to learn.")
  var merges: Int?

  @Option(name: .long, help: "Learn as many merges as make a vocabulary of exactly this size, everything included.")
  var vocabularySize: Int?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Directory for codes.bpe and vocabulary.txt; '-' prints the codes.", valueName: "dir"))
  var output: String

  @Option(name: .long, help: "Stop when no pair occurs this often.")
  var minFrequency = 2

  @Option(
    name: .long, help: "Characters seen less often, within words or at their ends, are left to the byte fallback.")
  var minCharacterCount = 1

  @Flag(name: .long, help: "Words are separated by spaces already; learn as subword-nmt's learn-bpe does.")
  var pretokenized = false

  @Argument(help: "Files to learn from; standard input where there are none.")
  var files: [String] = []

  func validate() throws {
    guard (merges == nil) != (vocabularySize == nil) else {
      throw ValidationError("give one of --merges and --vocabulary-size")
    }
    guard merges ?? 1 >= 0, vocabularySize ?? 1 > 0 else { throw ValidationError("sizes must be positive") }
    guard minFrequency > 0, minCharacterCount > 0 else { throw ValidationError("minimum counts begin at 1") }
  }

  func run() throws {
    let counter = try WordCounter(pretokenized: pretokenized)
    try LineInput.forEachLine(of: files) { line, _, _ in counter.add(line) }
    var learner = try BPELearner(counter, options: options)
    let result = try learner.learn()
    if output == "-" {
      var out = LineOutput()
      try out.write(result.codes.text)
      try out.flush()
    } else {
      try SubwordModel(codes: result.codes, vocabulary: result.vocabulary).write(to: output)
    }
  }

  private var options: BPELearner.Options {
    var options = BPELearner.Options(size: vocabularySize.map { .vocabulary($0) } ?? .merges(merges ?? 0))
    options.minimumFrequency = minFrequency
    options.minimumCharacterCount = minCharacterCount
    options.excludesInvisible = !(pretokenized && output == "-")
    return options
  }
}
