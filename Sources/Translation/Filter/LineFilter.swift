import IO
import Logging

/// Translates a stream line by line: one line in, one line out, in order.
///
/// A thread reads lines while the ones before are translated. As soon as the input pauses, what is there is translated
/// and written, so that whoever types a line, or writes one into a pipe, has its translation at once; a big file is
/// taken in chunks that are small at first and grow, to what takes a few seconds. What a line becomes depends on nothing but the line.
public struct LineFilter: Sendable {
  private let translator: any SegmentTranslator
  private let options: LineFilterOptions
  private let logger: Logger

  /// - Parameter logger: told, once, of invalid UTF-8.
  public init(_ translator: any SegmentTranslator, options: LineFilterOptions, logger: Logger) {
    self.translator = translator
    var options = options
    if options.format == .jsonl { options.translation.search.returnTokenScores = true }
    if options.format == .jsonl || options.showsAlignment { options.translation.returnAlignment = true }
    self.options = options
    self.logger = logger
  }

  /// Translates everything that `input` gives.
  ///
  /// - Parameters:
  ///   - input: a file descriptor that is read to its end.
  ///   - inputPath: what the input is called in error messages.
  ///   - control: ends it early.
  ///   - onProgress: called after every chunk.
  /// - Returns: how many lines have which warnings.
  /// - Throws: ``TranslationError``, or what the translator throws. Lines before the error have been written, but for
  ///   those of the chunk in which the translator failed.
  @discardableResult
  public func run(
    input: Int32, inputPath: String = "standard input", output: OutputDescriptor,
    control: FilterControl = FilterControl(), onProgress: (Progress) -> Void = { _ in }
  ) throws -> WarningCounts {
    let gatherer = LineGatherer(maximumLines: options.chunkLines, maximumBytes: options.chunkBytes)
    gatherer.startReading(input, path: inputPath, fragmentLimit: options.fragmentLimit)
    defer { gatherer.cancel() }
    let chunkTranslator = ChunkTranslator(translator, options: options)
    var invalidText = InvalidTextPolicy(isStrict: options.isStrict, logger: logger)
    var progress = Progress()
    var warnings = WarningCounts()
    var size = ChunkSize(options)
    var language = SourceLanguageCheck(
      expected: translator.sourceLocale, target: translator.targetLocale, isWanted: options.checksLanguage,
      logger: logger)
    defer { control.setIdle(true) }
    while !control.isStopping, let chunk = try gatherer.next(size) {
      control.setIdle(false)
      let start = ContinuousClock.now
      let (lines, failure) = invalidText.check(try chunkTranslator.prepare(chunk.lines))
      language.read(lines.lazy.map(\.text))
      let translations = try chunkTranslator.translate(lines)
      try output.write(format(translations, of: lines))
      if let failure { throw failure }
      progress.add(lines, bytesConsumed: chunk.bytesConsumed)
      for translation in translations { warnings.add(translation.warnings) }
      onProgress(progress)
      size.adapt(to: chunk, seconds: (ContinuousClock.now - start) / .seconds(1))
      control.setIdle(true)
    }
    return warnings
  }

  private func format(
    _ translations: [LineTranslation], of lines: [ChunkTranslator.PreparedLine]
  ) throws -> [UInt8] {
    let formatter = LineFormatter(options: options)
    var bytes: [UInt8] = []
    for (translation, line) in zip(translations, lines) {
      try formatter.append(translation, for: line.line, to: &bytes)
    }
    return bytes
  }
}

/// What is done about invalid UTF-8: one warning, or an error.
private struct InvalidTextPolicy {
  let isStrict: Bool
  let logger: Logger
  private var hasWarned = false

  init(isStrict: Bool, logger: Logger) {
    self.isStrict = isStrict
    self.logger = logger
  }

  /// The lines that are to be translated, and the error to be thrown after them.
  mutating func check(
    _ lines: [ChunkTranslator.PreparedLine]
  ) -> (lines: [ChunkTranslator.PreparedLine], failure: TranslationError?) {
    guard !hasWarned, let index = lines.firstIndex(where: { $0.firstInvalidByte != nil }) else { return (lines, nil) }
    let line = lines[index].line.number
    let byte = lines[index].firstInvalidByte ?? 0
    if isStrict { return (Array(lines[..<index]), .invalidUTF8(line: line, byte: byte)) }
    hasWarned = true
    logger.warning("line \(line), byte \(byte): invalid UTF-8 is replaced by U+FFFD, here and wherever else it occurs")
    return (lines, nil)
  }
}

extension Progress {
  fileprivate mutating func add(_ lines: [ChunkTranslator.PreparedLine], bytesConsumed: Int) {
    self.lines += lines.reduce(0) { $0 + ($1.line.isContinued ? 0 : 1) }
    words += lines.reduce(0) { $0 + $1.text.wordCount }
    bytes = bytesConsumed
  }
}

extension String {
  /// Words as ASCII white space separates them: enough to tell a speed.
  fileprivate var wordCount: Int {
    var (count, isInWord) = (0, false)
    for byte in utf8 {
      let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
      if !isSpace && !isInWord { count += 1 }
      isInWord = !isSpace
    }
    return count
  }
}
