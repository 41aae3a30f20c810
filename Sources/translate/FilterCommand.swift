import ArgumentParser
import Decoding
import Glibc
import Logging
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
        translate --n-best 5 -b 8 < input.en
        translate --format jsonl < input.en | jq .score

      Status: 0 when all was translated, 1 after an error, 64 for wrong usage, 130 when interrupted.
      """)

  @OptionGroup(title: "Input and output") var files: FileOptions
  @OptionGroup(title: "Translation") var search: SearchArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Speed") var speed: SpeedArguments

  func validate() throws {
    try Self.asUsageError { try options.translation.search.validate() }
  }

  func run() throws {
    let logger = Logger(label: "translate") { [files] _ in
      StandardErrorLogHandler(level: files.quiet ? .error : .info)
    }
    do {
      let directory = try ModelLocator().directory(of: files.model)
      let translator = try Self.makeTranslator(modelDirectory: directory, precision: speed.precision)
      try files.withFiles { input, inputPath, output in
        try translate(with: translator, input: input, inputPath: inputPath, output: output, logger: logger)
      }
    } catch TranslationError.closedPipe {
      // Whoever read the output has seen enough.
    } catch {
      logger.error("\(error)")
      throw ExitCode.failure
    }
  }

  private func translate(
    with translator: any SegmentTranslator, input: Int32, inputPath: String, output: OutputDescriptor, logger: Logger
  ) throws {
    let filter = LineFilter(translator, options: options, logger: logger)
    guard isatty(STDERR_FILENO) == 1, isatty(output.descriptor) == 0, !files.quiet else {
      return try filter.run(input: input, inputPath: inputPath, output: output)
    }
    let meter = ProgressMeter(input: input)
    defer { meter.finish() }
    try filter.run(input: input, inputPath: inputPath, output: output, onProgress: meter.show)
  }

  private var options: LineFilterOptions {
    var options = LineFilterOptions()
    search.apply(to: &options.translation)
    options.translation.search.nBest = files.nBest
    options.protectedPatterns = files.noProtect ? nil : try? ProtectedPatterns(files.protect)
    sampling.apply(to: &options.translation)
    options.format = files.format
    options.showsScores = files.scores
    options.showsAlignment = files.alignment
    options.splitsSentences = files.sentenceSplit
    options.isStrict = files.strict
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
