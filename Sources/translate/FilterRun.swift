import ArgumentParser
import Glibc
import IO
import Logging
import Memory
import Terminology
import Transformer
import Translation

/// What the filter is to do, and doing it. As it comes it is what `translate` without any argument does.
struct FilterRun {
  /// Path or name; nil: the one in the environment or else the default.
  var model: String?
  /// The file of a change of the model.
  var adapter: String?
  /// Nil: standard input and output.
  var input: String?
  var output: String?
  /// Neither progress nor warnings.
  var isQuiet = false
  /// Whether a translation with a warning makes the status 2.
  var failsOnWarnings = false
  var precision = WeightPrecision.int8
  /// Languages; nil: the model's usual ones.
  var source: String?
  var target: String?
  /// A file.
  var glossary: String?
  /// A file of past translations; nil: the user's own, where there is one.
  var memory: String?
  /// How like a past sentence has to be; nil: past translations are not looked at.
  var memoryThreshold: Float? = PastArguments.standardThreshold
  var options = LineFilterOptions()

  /// The status where all was translated, but some with warnings, and that was not to be.
  static let warned = ExitCode(2)

  /// - Throws: `ExitCode.failure`, once the error has been logged; ``warned``.
  func run() throws {
    let logger = Logger(label: "translate") { _ in StandardErrorLogHandler(level: isQuiet ? .error : .info) }
    var warnings = WarningCounts()
    do {
      let translator = try ModelChoice(
        name: model, source: source, target: target, adapter: adapter
      ).translator(precision: precision)
      try withFiles {
        // What becomes an output file is nothing without its end.
        if $2.descriptor == STDOUT_FILENO { InterruptedFilter.listen() }
        warnings = try translate(with: translator, input: $0, inputPath: $1, output: $2, logger: logger)
      }
    } catch FileError.closedPipe {
      // Whoever read the output has seen enough.
    } catch {
      logger.error("\(error)")
      throw ExitCode.failure
    }
    defer { InterruptedFilter.endIfInterrupted() }
    if let summary = warnings.summary {
      logger.warning("\(summary)\(options.format == .jsonl ? "" : "; --format jsonl shows them")")
      if failsOnWarnings { throw Self.warned }
    }
  }

  private func translate(
    with translator: any SegmentTranslator, input: Int32, inputPath: String, output: OutputDescriptor, logger: Logger
  ) throws -> WarningCounts {
    var options = options
    options.translation.glossary = try glossary.map { try Glossary(file: $0, for: translator) }
    if let memoryThreshold {
      options.translation.past = try PastArguments.past(
        memory ?? PastFile.existingPath, for: translator, atLeast: memoryThreshold
      ) { logger.warning("\($0)") }
    }
    let filter = LineFilter(translator, options: options, logger: logger)
    guard isatty(STDERR_FILENO) == 1, isatty(output.descriptor) == 0, !isQuiet else {
      return try filter.run(input: input, inputPath: inputPath, output: output, control: InterruptedFilter.control)
    }
    let meter = ProgressMeter(input: input)
    defer { meter.finish() }
    return try filter.run(
      input: input, inputPath: inputPath, output: output, control: InterruptedFilter.control, onProgress: meter.show)
  }

  /// Calls `body` with the chosen input and output. An output file appears only if all goes well.
  private func withFiles(
    _ body: (_ input: Int32, _ inputPath: String, _ output: OutputDescriptor) throws -> Void
  ) throws {
    var descriptor = STDIN_FILENO
    if let input, input != "-" {
      descriptor = open(input, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.unreadable(path: input, reason: systemReason()) }
    }
    let inputPath = input.flatMap { $0 == "-" ? nil : $0 } ?? "standard input"
    guard let output, output != "-" else { return try body(descriptor, inputPath, .standardOutput) }
    try OutputFile.write(output) { try body(descriptor, inputPath, $0) }
  }
}
