import Glibc
import Tensors
import Threads
import Transformer

/// Measures how fast a model translates lines of text on this machine.
public struct TranslationBenchmark {
  /// What to measure.
  public struct Setting: Sendable {
    public var precision = WeightPrecision.int8
    public var beam = Beam.fixed(1)
    public var threads = 1
    /// A line at a time, as somebody who types would have it, instead of all at once in batches.
    public var isOneByOne = false
    /// Nil: where it costs nothing; see ``TranslationOptions/usesShortlist``.
    public var usesShortlist: Bool?
    /// Whether the model's dictionary suggests translations, which makes sources longer.
    public var usesDictionary = true
    /// Every translation is cut off at so many tokens, and what comes out is not looked at: for models with random
    /// weights, which never end a sentence. Nil: translate as ever.
    public var outputLength: Int?
    /// Source tokens that are translated together.
    public var miniBatchWords = LineFilterOptions().miniBatchWords

    public init() {}

    fileprivate var options: TranslationOptions {
      var options = TranslationOptions()
      beam.apply(to: &options)
      options.usesShortlist = usesShortlist
      options.usesDictionary = usesDictionary
      guard let outputLength else { return options }
      options.search.maximumLengthFactor = 0
      options.search.maximumLengthAllowance = outputLength
      return options
    }
  }

  /// What came out.
  public struct Measurement: Sendable {
    public var setting: Setting
    /// Of the wall's clock, and of all threads' processor time.
    public var seconds: Double
    public var processorSeconds: Double
    public var work: TranslationWork
    /// Multiply-adds a second that the kernels reach on one core at their best: ``ProductPeak``.
    public var peak: Double
    public var multiplications: Double
    /// White-space separated words of the source.
    public var words: Int
    public var outputTokens: Int
    /// One for each line, in order; for batches of a fixed length in any.
    public var translations: [String]

    /// Multiply-adds per second of processor time as a share of the peak.
    public var shareOfPeak: Double { multiplications / processorSeconds / peak }
  }

  private let directory: String
  private let direction: LanguagePair?
  private let lines: [String]
  private let words: Int

  /// - Parameter lines: the text to translate.
  /// - Parameter direction: what the model translates; nil: what it does unless told otherwise.
  public init(modelDirectory: String, direction: LanguagePair? = nil, lines: [String]) {
    directory = modelDirectory
    self.direction = direction
    self.lines = lines
    words = lines.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
  }

  /// Translates all lines once.
  ///
  /// - Throws: what ``ModelTranslator`` throws.
  public func measure(_ setting: Setting) throws -> Measurement {
    let translator = try ModelTranslator(directory: directory, precision: setting.precision)
      .translating(from: direction?.source, to: direction?.target)
    let translate = setting.outputLength == nil ? asFilter(translator, setting) : asBatches(translator, setting)
    // Scratch memory grows and pages are touched before the clock starts.
    _ = try translate(Array(lines.prefix(8)))
    let before = translator.work
    let (start, processorStart) = (ContinuousClock.now, Self.processorSeconds)
    let results = try setting.isOneByOne ? lines.flatMap { try translate([$0]) } : translate(lines)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let processorSeconds = Self.processorSeconds - processorStart
    let work = translator.work - before
    return Measurement(
      setting: setting, seconds: seconds, processorSeconds: processorSeconds, work: work,
      peak: setting.precision == .int8 ? ProductPeak.int8() : ProductPeak.float32(),
      multiplications: work.multiplications(translator.description.configuration), words: words,
      outputTokens: results.reduce(0) { $0 + $1.tokens.count }, translations: results.map(\.text))
  }

  /// All that the filter does to lines, but for reading and writing.
  private func asFilter(
    _ translator: ModelTranslator, _ setting: Setting
  ) -> ([String]) throws -> [TranslationHypothesis] {
    var options = LineFilterOptions()
    options.threads = setting.threads
    options.translation = setting.options
    options.miniBatchWords = setting.miniBatchWords
    let chunks = ChunkTranslator(translator, options: options)
    return { lines in
      let input = lines.enumerated().map { Line(number: $0.offset + 1, bytes: Array($0.element.utf8)) }
      return try chunks.translate(chunks.prepare(input)).map { $0.hypotheses[0] }
    }
  }

  /// Lines in batches, longest first, to the model and back; nothing is tried again.
  private func asBatches(
    _ translator: ModelTranslator, _ setting: Setting
  ) -> ([String]) throws -> [TranslationHypothesis] {
    { lines in
      let segments = UniqueSegments(
        lines.map { SegmentDraft(text: $0, length: translator.length(of: $0), spans: []) })
      let batches = segments.batches(tokens: setting.miniBatchWords, threads: setting.threads)
      return try concurrentMap(threads: setting.threads, count: batches.count) { index in
        try translator.translate(batches[index].map { segments.texts[$0] }, options: setting.options)
          .map { $0.hypotheses[0] }
      }.flatMap { $0 }
    }
  }

  private static var processorSeconds: Double {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// The most memory that this process has held at a time, in bytes.
  public static var peakMemory: Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) * 1024
  }
}
