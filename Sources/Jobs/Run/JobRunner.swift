import Documents
import FoundationEssentials
import Glibc
import Logging
import Memory
import Synchronization
import Threads
import Translation

/// Translates files: gathers their segments into full batches, window by window, and writes each file when all of its
/// segments are there.
///
/// A file that cannot be read, translated or written is noted, and the others go on.
package struct JobRunner {
  private let translator: any SegmentTranslator
  private let options: JobOptions
  private let memory: MemoryKeeper
  private let preparer: TextPreparer
  private let logger: Logger

  /// - Parameters:
  ///   - memory: made with ``settings(of:_:)``.
  ///   - logger: told of empty files, and of a memory that fails.
  package init(_ translator: any SegmentTranslator, options: JobOptions, memory: TranslationMemory, logger: Logger) {
    self.translator = translator
    self.options = options
    self.memory = MemoryKeeper(memory, settings: Self.settings(of: translator, options), logger: logger)
    self.logger = logger
    preparer = TextPreparer(
      for: translator, safeguards: options.safeguards(for: translator), past: options.translation.past)
  }

  /// What the translations in a memory depend on, beside their source.
  package static func settings(of translator: any SegmentTranslator, _ options: JobOptions) -> String {
    "\(translator.identity); \(options.translation.fingerprint)"
  }

  /// - Parameter onProgress: called by any thread, one at a time.
  /// - Throws: ``MemoryError`` where not even a memory for this job alone can be had.
  package func run(
    _ files: [JobFile], onProgress: @escaping @Sendable (JobProgress) -> Void = { _ in }
  ) throws -> JobSummary {
    let start = ContinuousClock.now
    var summary = JobSummary()
    let meter = JobMeter(files, report: onProgress)
    var window = JobWindow(options)
    for file in files {
      do {
        if let loaded = try load(file, into: &summary) { window.append(loaded) } else { meter.passOver(file) }
      } catch let error as MemoryError {
        throw error
      } catch {
        summary.failures.append("\(error)")
        meter.passOver(file)
      }
      if window.isFull { try finish(&window, meter, &summary) }
    }
    try finish(&window, meter, &summary)
    summary.seconds = (ContinuousClock.now - start) / .seconds(1)
    return summary
  }

  // MARK: Reading

  /// Reads a file; nil where there is nothing more to do about it.
  private func load(_ file: JobFile, into summary: inout JobSummary) throws -> LoadedFile? {
    if let output = file.output { try JobOutput.check(output) }
    let bytes = try file.read()
    guard let format = file.format else {
      try write(bytes, of: file)
      summary.files.append(JobSummary.File(file: file, outcome: .copied))
      return nil
    }
    if file.isInPlace, !options.documents.retranslate,
      try memory.hasWritten(JobOutput.resolved(file.input), checksum: JobFile.checksum(bytes))
    {
      summary.files.append(JobSummary.File(file: file, outcome: .done))
      return nil
    }
    if bytes.isEmpty { logger.warning("\(file.input): empty: there is nothing to translate") }
    guard let document = try parse(bytes, format, file) else {
      try write(bytes, of: file)
      summary.files.append(JobSummary.File(file: file, outcome: .copied))
      return nil
    }
    let check = StructureCheck(
      document, of: bytes, format, fileName: file.input, options: options.documents(for: file, format))
    return LoadedFile(
      file: file, bytes: bytes.count, check: check, document: document, texts: try prepare(document.segments))
  }

  /// nil for a table in a tree of which nobody can say where its text is.
  private func parse(
    _ bytes: [UInt8], _ format: DocumentFormat, _ file: JobFile
  ) throws -> (any TranslatableDocument)? {
    do throws(DocumentError) {
      return try format.parse(bytes, fileName: file.input, options: options.documents(for: file, format))
    } catch {
      guard file.isFromTree, case .noColumns = error else { throw error }
      logger.warning("\(error). The file stays as it is")
      return nil
    }
  }

  private func prepare(_ segments: [DocumentSegment]) throws -> [PreparedText] {
    let group = 64
    return try concurrentMap(threads: options.threads, count: (segments.count + group - 1) / group) { index in
      try segments[(index * group)..<min(segments.count, (index + 1) * group)].map { try preparer.prepare($0) }
    }.flatMap { $0 }
  }

  // MARK: Translating and writing

  private func finish(_ window: inout JobWindow, _ meter: JobMeter, _ summary: inout JobSummary) throws {
    defer { window = JobWindow(options) }
    guard !window.files.isEmpty else { return }
    var translations = SharedTranslations(translator, options: options, memory: memory)
    meter.begin(window)
    try translations.resolve(window.files.lazy.flatMap(\.texts).flatMap(\.drafts)) { meter.add($0) }
    summary.translatedSentences += translations.translated
    for file in window.files {
      do {
        try finish(file, translations, &summary)
      } catch let error as MemoryError {
        throw error
      } catch {
        summary.failures.append("\(error)")
      }
    }
    meter.end(window)
  }

  private func finish(
    _ loaded: LoadedFile, _ translations: SharedTranslations, _ summary: inout JobSummary
  ) throws {
    let segments = loaded.document.segments
    var results: [TranslatedSegment] = []
    results.reserveCapacity(segments.count)
    for (segment, text) in zip(segments, loaded.texts) {
      results.append(
        try TranslatedSegment(segment, text, in: loaded.file, translations: translations, preparer: preparer))
    }
    let (bytes, omitted) = try loaded.check.rendered(results.map(\.parts))
    try write(bytes, of: loaded.file)
    for index in omitted { summary.noteDamage(results[index].summary) }
    var file = JobSummary.File(file: loaded.file, outcome: .translated, segments: segments.count, words: loaded.words)
    for result in results {
      file.warnings += result.summary.warnings.isEmpty ? 0 : 1
      summary.note(result.summary)
      for path in result.paths { summary.paths[path, default: 0] += 1 }
    }
    summary.files.append(file)
  }

  private func write(_ bytes: [UInt8], of file: JobFile) throws {
    guard let output = file.output else { return }
    if file.isInPlace {
      // Noted before it is done: a file that was noted but not written still has its old checksum.
      try memory.willWrite(JobOutput.resolved(file.input), checksum: JobFile.checksum(bytes))
    }
    try JobOutput.write(bytes, to: output)
  }
}
