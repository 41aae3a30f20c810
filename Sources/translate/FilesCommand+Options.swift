import ArgumentParser
import Documents
import Glibc
import IO
import Jobs
import Logging
import Memory
import Translation

extension DocumentFormat: ExpressibleByArgument {}
extension MarkdownFlavour: ExpressibleByArgument {}

extension FilesCommand {
  /// What is read, and where translations go.
  struct FileOptions: ParsableArguments {
    @OptionGroup var model: ModelOption
    @OptionGroup var adapter: AdapterOption
    @OptionGroup var languages: LongLanguageOptions

    @Option(
      help: ArgumentHelp("Write translations into this directory, in the same tree.", valueName: "directory"),
      completion: .directory)
    var to: String?

    @Option(name: .shortAndLong, help: "Write the translation of the one file here.", completion: .file())
    var output: String?

    @Flag(help: "Put translations in the place of their sources.") var inPlace = false

    @Option(
      help: ArgumentHelp(
        "Read more paths from this file, - for standard input: one a line, or with NUL between them.", valueName: "file"
      ),
      completion: .file())
    var filesFrom: String?

    @Option(
      help: ArgumentHelp(
        "Take only files of directories that match, such as '*.md' or 'docs/**'; may be repeated.", valueName: "glob"))
    var include: [String] = []

    @Option(
      help: ArgumentHelp(
        "Leave out files and directories that match; may be repeated. Files named in .translateignore are copied.",
        valueName: "glob"))
    var exclude: [String] = []

    @Flag(help: "List files, formats, segments and words, and translate nothing.") var dryRun = false

    @Flag(help: "With --dry-run: also list the values of JSON, YAML and so on that are left as they are, and why.")
    var verbose = false

    @Option(help: "Write a page about the job: files, warnings, the least certain segments.", completion: .file())
    var report: String?

    @Option(help: ArgumentHelp("Protect what this regular expression matches; may be repeated.", valueName: "regex"))
    var protect: [String] = []

    @Option(help: "How numbers are written: localize, as in the target language, or keep, as in the source.")
    var numbers = NumberStyle.localize

    @Flag(name: .shortAndLong, help: "Show neither progress nor warnings.") var quiet = false

    func validate() throws {
      guard chosenDestinations <= 1 else {
        throw ValidationError("choose one of --to, --output, --in-place and --dry-run")
      }
    }

    var chosenDestinations: Int { [to != nil, output != nil, inPlace, dryRun].count { $0 } }

    /// Where none is chosen it is standard output, for standard input alone.
    var destination: FileList.Destination {
      if let to { return .directory(to) }
      if let output { return .file(output == "-" ? Self.standardOutput : output) }
      return inPlace ? .inPlace : dryRun ? .nowhere : .file(Self.standardOutput)
    }

    private static let standardOutput = "/dev/stdout"

    var filter: FileList.Filter { FileList.Filter(include: include, exclude: exclude) }

    /// The paths of `--files-from`.
    func listed() throws -> [String] {
      guard let filesFrom else { return [] }
      return FileList.paths(in: try WholeFile<FileError>.bytes(at: filesFrom))
    }

    /// Calls `body` with what shows progress: nothing where nobody looks. What was done is said in any case.
    func withProgress(
      _ body: (_ show: @escaping @Sendable (JobProgress) -> Void) throws -> JobSummary
    ) throws -> JobSummary {
      guard isatty(STDERR_FILENO) == 1, !quiet else {
        let summary = try body { _ in }
        if !quiet { OutputDescriptor.standardError.say(JobProgressBar.conclusion(of: summary) + "\n") }
        return summary
      }
      var size = winsize()
      let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      let bar = JobProgressBar(columns: isKnown ? Int(size.ws_col) : 80)
      let summary = try body { bar.show($0) }
      bar.clear()
      OutputDescriptor.standardError.say(JobProgressBar.conclusion(of: summary) + "\n")
      return summary
    }

    func write(_ bytes: [UInt8], to path: String) throws {
      try OutputFile.write(path) { try $0.write(bytes) }
    }
  }

  /// How documents are read.
  struct FormatOptions: ParsableArguments {
    @Option(help: "The format of all files.") var format: DocumentFormat?

    @Flag(help: "In plain text each line is for itself, not a part of a paragraph.") var byLine = false

    @Option(
      help: ArgumentHelp(
        "The encoding of all files, such as windows-1252; otherwise UTF-8, or what they say or look like.",
        valueName: "name"))
    var encoding: String?

    @Option(help: "The dialect of Markdown; otherwise what cannot be mistaken is known.") var markdown: MarkdownFlavour?

    @Flag(help: "Do not mark translations in PO files as fuzzy; msgfmt leaves out those that are.") var noFuzzy = false

    @Flag(help: "Translate anew what PO and XLIFF files already have a translation for.") var retranslate = false

    @Option(
      help: ArgumentHelp(
        "Columns of TSV and CSV: numbers from 1 or names, with commas between; otherwise the one with text.",
        valueName: "columns"))
    var columns: String?

    @Flag(help: "The first row of TSV and CSV is text like the others.") var noHeader = false

    @Option(
      help: ArgumentHelp(
        "Keys of JSON, YAML and so on to translate, such as 'menu.*'; otherwise values that are language.",
        valueName: "glob"))
    var keys: [String] = []

    @Option(help: ArgumentHelp("Keys of JSON and YAML to leave as they are; may be repeated.", valueName: "glob"))
    var skipKeys: [String] = []

    func options(source: String, target: String) -> DocumentOptions {
      var options = DocumentOptions(sourceLanguage: source, targetLanguage: target)
      options.lineMode = byLine ? .lines : .paragraphs
      options.retranslate = retranslate
      options.encoding = encoding
      options.markdown = markdown
      options.marksFuzzy = !noFuzzy
      options.writesEqualTargets = true
      options.columns = columns.map { $0.split(separator: ",").map(String.init) } ?? []
      options.hasHeaderRow = !noHeader
      options.includedKeys = keys
      options.excludedKeys = skipKeys
      options.revisionDate = Self.revisionDate
      return options
    }

    /// Now, or what SOURCE_DATE_EPOCH says, as PO headers write it.
    private static var revisionDate: String {
      var seconds = getenv("SOURCE_DATE_EPOCH").flatMap { time_t(String(cString: $0)) } ?? time(nil)
      var parts = tm()
      gmtime_r(&seconds, &parts)
      func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday)) "
        + "\(padded(parts.tm_hour)):\(padded(parts.tm_min))+0000"
    }
  }

  /// Where finished translations are kept.
  struct MemoryOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The translation memory: what this and other jobs have translated, and what people have.",
        discussion: "Otherwise translate/memory.sqlite in $XDG_CACHE_HOME or ~/.cache; what people have translated is "
          + "then looked for in the one of 'translate memory'.",
        valueName: "file"), completion: .file())
    var memory: String?

    @Flag(help: "Neither use nor keep finished translations.") var noMemory = false

    @OptionGroup var pastArguments: PastArguments

    func validate() throws {
      if memory != nil, noMemory { throw ValidationError("--memory and --no-memory exclude each other") }
    }

    /// What people have translated, in the memory that is named or else in their own. A job goes on without one that
    /// cannot be opened.
    func past(for translator: any SegmentTranslator, _ logger: Logger) throws -> PastTranslations? {
      if noMemory { return nil }
      let named = memory.flatMap { access($0, R_OK) == 0 ? $0 : nil }
      do {
        return try PastArguments.past(
          memory == nil ? PastFile.existingPath : named, for: translator, atLeast: pastArguments.memoryThreshold
        ) { logger.warning("\($0)") }
      } catch let error as MemoryError {
        logger.warning("\(error). The job goes on without it")
        return nil
      }
    }

    /// Opens the memory. A job goes on without one that cannot be opened.
    func open(settings: String, logger: Logger) throws -> TranslationMemory {
      if noMemory { return try TranslationMemory(path: "", settings: settings) }
      do {
        return try TranslationMemory(path: memory ?? MemoryFile.standard(), settings: settings)
      } catch {
        logger.warning("\(error). The job goes on without it")
        return try TranslationMemory(path: "", settings: settings)
      }
    }
  }
}
