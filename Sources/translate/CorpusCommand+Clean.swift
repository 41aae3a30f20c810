import ArgumentParser
import Corpora

/// `translate corpus clean`: drops pairs that would teach a model wrong things.
struct CorpusCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Drop pairs that would teach a model wrong things, and say why.",
    discussion: """
      Reads one TSV file (columns separated by tabs), or two files whose lines translate each other, or standard input.
      Works line by line: files may be larger than memory. Input may be compressed (.gz, .xz, .zst, .bz2).

      Rules, in this order; a pair counts for the first that drops it:
      \(CleaningRule.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      translate corpus clean pairs.tsv -o clean.tsv --explain 5
      translate corpus clean text.en text.de -o clean.en -o clean.de --skip-rule digits
      """)

  @Argument(help: "One TSV file or two files; '-' or nothing for TSV from standard input.") var files: [String] = []
  @Option(name: [.short, .long], help: "Where to write: TSV, or given twice, two files. Default: standard output.")
  var output: [String] = []
  @Option(help: "The columns of source and target in TSV, counted from 1.") var columns = "1,2"
  @OptionGroup var languages: CorpusLanguageOptions
  @Option(help: "A rule to leave out; may be repeated.") var skipRule: [String] = []
  @Option(help: "A file whose lines must stay out on either side; may be repeated.") var exclude: [String] = []
  @Option(help: "Longest side, in words.") var maxWords = CleaningOptions().maximumWords
  @Option(help: "Longest side, in characters.") var maxCharacters = CleaningOptions().maximumCharacters
  @Option(help: "Longest side over shortest, in characters, after ten are added to both.")
  var maxRatio = CleaningOptions().maximumRatio
  @Option(help: "How many different translations of one source are kept.")
  var maxVariants = CleaningOptions().maximumVariants
  @Option(help: "Memory for finding duplicates, in MiB; 24 Ki pairs a MiB are remembered, then the oldest go.")
  var duplicateMemory = CleaningOptions().duplicateMemory
  @Option(help: "Show this many dropped pairs for each rule.") var explain = 0

  func validate() throws {
    guard files.count <= 2 else { throw ValidationError("name one TSV file or two files, not \(files.count)") }
    guard output.count <= 2 else { throw ValidationError("--output can be given once or twice") }
    guard columnNumbers != nil else {
      throw ValidationError("--columns takes two numbers from 1 up, such as 2,3, not '\(columns)'")
    }
    guard explain >= 0, maxWords > 0, maxCharacters > 0, maxVariants > 0, (1...(1 << 20)).contains(duplicateMemory)
    else {
      throw ValidationError("limits must be above 0, and --duplicate-memory at most 1048576")
    }
  }

  func run() throws {
    var exclusions = Exclusions()
    for file in exclude { try exclusions.add(file: file) }
    let cleaner = try Cleaner(languages: try languages.pair(), options: try options(), exclusions: exclusions)
    var run = CleaningRun(cleaner: cleaner, samplesPerRule: explain)
    try clean(&run)
    StandardError.print(run.report.text)
  }

  private var columnNumbers: (source: Int, target: Int)? {
    let numbers = columns.split(separator: ",").map { Int($0) ?? 0 }
    guard numbers.count == 2, numbers.allSatisfy({ (1...10_000).contains($0) }), numbers[0] != numbers[1] else {
      return nil
    }
    return (numbers[0], numbers[1])
  }

  private func options() throws(CorpusError) -> CleaningOptions {
    var options = CleaningOptions()
    for name in skipRule { options.skipped.insert(try CleaningRule(named: name)) }
    options.maximumWords = maxWords
    options.maximumCharacters = maxCharacters
    options.maximumRatio = maxRatio
    options.maximumVariants = maxVariants
    options.duplicateMemory = duplicateMemory
    return options
  }

  private func clean(_ run: inout CleaningRun) throws(CorpusError) {
    let numbers = files.count == 2 ? (source: 1, target: 2) : columnNumbers ?? (1, 2)
    let input =
      files.count == 2
      ? try PairStream(source: files[0], target: files[1])
      : try PairStream(table: files.first ?? "-", sourceColumn: numbers.source, targetColumn: numbers.target)
    let writers = try (output.isEmpty ? ["-"] : output).map { path throws(CorpusError) in try TextFileWriter(path: path)
    }
    try run.clean(input, sourceColumn: numbers.source, targetColumn: numbers.target) {
      (pair, columns) throws(CorpusError) in
      if writers.count == 2 {
        try writers[0].write(pair.source)
        try writers[1].write(pair.target)
      } else {
        try writers[0].write(fields: columns)
      }
    }
    for writer in writers { try writer.finish() }
  }
}
