import ArgumentParser
import Documents
import Glibc
import IO
import Jobs
import Logging
import Memory
import Terminology
import Translation

/// `translate files`: whole documents, with everything kept that is not text.
struct FilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files",
    abstract: "Translate documents: text, Markdown, HTML, office, books, subtitles, catalogues, tables.",
    discussion: """
      Only text is translated; markup, code, addresses and placeholders come out as they went in. Formats are known by \
      their endings: \(DocumentFormat.allCases.map(\.rawValue).joined(separator: ", ")). Of a directory all files are \
      taken but hidden ones, and --to makes the same tree again; files of other formats are copied, and so are those \
      that a file .translateignore in the tree matches.

      Translations are kept in a memory, so that a job that was interrupted goes on where it stopped when the same \
      command is given again, and what was translated once is not translated again.

      Examples:
        translate files README.md docs/ app/de.po film.srt --to out/
        translate files page.html -o seite.html
        find . -name '*.po' | translate files --files-from - --in-place
        translate files docs/ --dry-run
        git show HEAD:README.md | translate files - --format markdown

      Status: 0 when all files were translated, 1 when one could not be (the others are), 64 for wrong usage, 130 when \
      interrupted.
      """)

  @Argument(help: "Files and directories, - for standard input.", completion: .file()) var paths: [String] = []
  @OptionGroup(title: "Input and output") var files: FileOptions
  @OptionGroup(title: "Formats") var formats: FormatOptions
  @OptionGroup(title: "Memory") var memory: MemoryOptions
  @OptionGroup(title: "Translation") var search: FilterCommand.SearchArguments
  @OptionGroup(title: "Speed") var speed: FilterCommand.SpeedArguments

  func validate() throws {
    guard !paths.isEmpty || files.filesFrom != nil else { throw ValidationError("name files, or use --files-from") }
    let isPipe = paths == [JobFile.standardInput]
    guard files.chosenDestinations == 1 || isPipe else {
      throw ValidationError("choose one of --to, --output, --in-place and --dry-run")
    }
    if isPipe, files.inPlace { throw ValidationError("standard input cannot be changed in its place") }
    try FilterCommand.asUsageError {
      var options = TranslationOptions()
      search.apply(to: &options)
      try options.search.validate()
    }
    try FilterCommand.asUsageError { _ = try ProtectedPatterns(files.protect) }
  }

  func run() throws {
    let logger = Logger(label: "translate") { [files] _ in
      StandardErrorLogHandler(level: files.quiet ? .error : .info)
    }
    var hasFailed = false
    do {
      let list = try FileList(
        paths + files.listed(), to: files.destination, format: formats.format, filter: files.filter)
      for problem in list.problems { logger.error("\(problem)") }
      let failures = files.dryRun ? try survey(list, logger) : try translate(list, logger)
      for failure in failures { logger.error("\(failure)") }
      hasFailed = !list.problems.isEmpty || !failures.isEmpty
    } catch {
      logger.error("\(error)")
      hasFailed = true
    }
    if hasFailed { throw ExitCode.failure }
  }

  /// Prints what there is to do. Returns what could not be read.
  private func survey(_ list: FileList, _ logger: Logger) throws -> [String] {
    let translator = try makeTranslator()
    let survey = JobSurvey(list.files, options: try options(for: translator, logger))
    let table = survey.table(isVerbose: files.verbose, ignored: list.ignored)
    try OutputDescriptor.standardOutput.write(Array(table.utf8))
    return survey.failures
  }

  /// Runs the job. Returns what could not be translated.
  private func translate(_ list: FileList, _ logger: Logger) throws -> [String] {
    let translator = try makeTranslator()
    let options = try options(for: translator, logger)
    let memory = try memory.open(settings: JobRunner.settings(of: translator, options), logger: logger)
    let runner = JobRunner(translator, options: options, memory: memory, logger: logger)
    let summary = try files.withProgress { try runner.run(list.files, onProgress: $0) }
    for segment in summary.unkept {
      logger.warning("\(segment.file):\(segment.line): a protected span did not survive; the source stays")
    }
    if summary.unkeptCount > summary.unkept.count {
      logger.warning("... and in \(summary.unkeptCount - summary.unkept.count) more segments")
    }
    for segment in summary.damaging.prefix(200) {
      logger.warning(
        "\(segment.file):\(segment.line): its translation would have broken the structure of the file; the source stays"
      )
    }
    if let report = files.report {
      try files.write(Array(JobPage(summary).html.utf8), to: report)
    }
    return summary.failures
  }

  private func makeTranslator() throws -> any SegmentTranslator {
    let languages = files.languages
    return try ModelChoice(
      name: files.model.name, source: languages.sourceLanguage, target: languages.targetLanguage,
      adapter: files.adapter.file
    ).translator(precision: speed.precision)
  }

  private func options(for translator: any SegmentTranslator, _ logger: Logger) throws -> JobOptions {
    var options = JobOptions(
      documents: formats.options(source: translator.sourceLocale, target: translator.targetLocale))
    search.apply(to: &options.translation)
    options.translation.glossary = try search.glossary.map {
      try Glossary(file: $0, for: translator)
    }
    options.translation.past = try memory.past(for: translator, logger)
    options.translation.usesShortlist = speed.shortlist
    options.translation.numbers = files.numbers
    options.patterns = try ProtectedPatterns(files.protect)
    options.threads = speed.threads
    options.miniBatchWords = speed.miniBatchWords
    return options
  }
}
