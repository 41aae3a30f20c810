import ArgumentParser
import Translation

extension OutputFormat: ExpressibleByArgument {}
extension NumberStyle: ExpressibleByArgument {}

/// Something that is on unless it is switched off.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off
}

extension FilterCommand {
  /// What is read, what is written, and with which model.
  struct FileOptions: ParsableArguments {
    @OptionGroup var model: ModelOption
    @OptionGroup var adapter: AdapterOption
    @OptionGroup var languages: LanguageOptions

    @Option(
      name: .shortAndLong, help: "Read this file, which may be compressed with gzip, instead of standard input.",
      completion: .file())
    var input: String?

    @Option(
      name: .shortAndLong, help: "Write this file, once all is translated, instead of standard output.",
      completion: .file())
    var output: String?

    @Option(help: "Output format: text, or a JSON object a line.")
    var format = OutputFormat.text

    @Option(help: "Write this many translations of each line: 'number ||| translation ||| score'.")
    var nBest = 1

    @Flag(help: "Append the score of each translation: ' ||| score'.")
    var scores = false

    @Flag(help: "Append which subwords stem from which: ' ||| 0-0 1-2', source first.")
    var alignment = false

    @Option(
      help: ArgumentHelp(
        "Protect what this regular expression matches, beside placeholders, tags, addresses, paths and code; may be "
          + "repeated.", valueName: "regex"))
    var protect: [String] = []

    @Flag(help: "Let the model translate placeholders, addresses, numbers and so on as it likes.") var noProtect = false

    @Option(
      help: """
        How numbers are written: localize, as in the target language (1,299.99 becomes German 1.299,99), or keep, as in \
        the source. Versions, dates and times always stay.
        """)
    var numbers = NumberStyle.localize

    @Flag(
      inversion: .prefixedNo,
      help: "Cut lines into sentences. Without it a line is one segment, which suits text that is cut already.")
    var sentenceSplit = true

    @Option(help: "Warn where the text is not in the model's source language: on or off.")
    var checkLanguage = Switch.on

    @Flag(help: "Make invalid UTF-8 an error instead of replacing it.")
    var strict = false

    @Flag(help: "Exit with status 2 where a translation has a warning.")
    var failOnWarnings = false

    @Flag(name: .shortAndLong, help: "Show neither progress nor warnings.")
    var quiet = false

    func validate() throws {
      if noProtect, !protect.isEmpty { throw ValidationError("--protect and --no-protect exclude each other") }
      try FilterCommand.asUsageError { _ = try protection }
    }

    var protection: Protection {
      get throws { noProtect ? .nothing : try Protection(matching: protect) }
    }
  }
}
