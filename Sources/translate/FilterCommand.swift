import ArgumentParser
import Decoding
import Translation

struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Translate lines of text: one line in, one line out, in order.",
    discussion: """
      A line may hold several sentences, or one of any length. Empty lines, line ends and the spacing between sentences \
      stay as they are. Piped or typed lines are translated as they come, big files in batches.

      Examples:
        echo 'Where is the file?' | translate
        translate < input.en > output.de
        translate -i input.en -o output.de --threads 2
        translate --from fr --to de < input.fr
        translate --n-best 5 -b 8 < input.en
        translate --format jsonl < input.en | jq .score

      Status: 0 when all was translated, 1 after an error, 2 with --fail-on-warnings after a warning, 64 for wrong usage, 130 when interrupted.
      """)

  @OptionGroup(title: "Input and output") var files: FileOptions
  @OptionGroup(title: "Translation") var search: SearchArguments
  @OptionGroup(title: "Memory") var memory: FilterMemoryArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Speed") var speed: SpeedArguments

  func validate() throws {
    try Self.asUsageError { try options().translation.search.validate() }
  }

  func run() throws {
    try FilterRun(
      model: files.model.name, adapter: files.adapter.file, input: files.input, output: files.output,
      isQuiet: files.quiet,
      failsOnWarnings: files.failOnWarnings, precision: speed.precision, source: files.languages.source,
      target: files.languages.target, glossary: search.glossary, memory: memory.memory,
      memoryThreshold: memory.noMemory ? nil : memory.past.memoryThreshold, options: options()
    ).run()
  }

  private func options() throws -> LineFilterOptions {
    var options = LineFilterOptions()
    search.apply(to: &options.translation)
    options.translation.search.nBest = files.nBest
    options.protection = try files.protection
    options.translation.numbers = files.numbers
    sampling.apply(to: &options.translation)
    options.format = files.format
    options.showsScores = files.scores
    options.showsAlignment = files.alignment
    options.splitsSentences = files.sentenceSplit
    options.isStrict = files.strict
    options.checksLanguage = files.checkLanguage == .on
    options.translation.usesShortlist = speed.shortlist
    options.threads = speed.threads
    options.miniBatchWords = speed.miniBatchWords
    return options
  }

  /// Turns an error about an option's value into one of usage.
  static func asUsageError(_ check: () throws -> Void) throws {
    do { try check() } catch { throw ValidationError("\(error)") }
  }
}
