import Glibc
import Tensors
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
    public var usesShortlist = true
    /// Source tokens that are translated together.
    public var miniBatchWords = LineFilterOptions().miniBatchWords

    public init() {}
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
    /// One for each line.
    public var translations: [String]

    /// Multiply-adds per second of processor time as a share of the peak.
    public var shareOfPeak: Double { multiplications / processorSeconds / peak }
  }

  private let directory: String
  private let lines: [String]
  private let words: Int

  /// - Parameter lines: the text to translate.
  public init(modelDirectory: String, lines: [String]) {
    directory = modelDirectory
    self.lines = lines
    words = lines.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
  }

  /// Translates all lines once.
  ///
  /// - Throws: what ``Translator`` throws.
  public func measure(_ setting: Setting) throws -> Measurement {
    let translator = try Translator(directory: directory, precision: setting.precision)
    var options = LineFilterOptions()
    options.threads = setting.threads
    setting.beam.apply(to: &options.translation)
    options.translation.usesShortlist = setting.usesShortlist
    options.miniBatchWords = setting.miniBatchWords
    let chunks = ChunkTranslator(translator, options: options)
    let input = lines.enumerated().map { Line(number: $0.offset + 1, bytes: Array($0.element.utf8)) }
    // Scratch memory grows and pages are touched before the clock starts.
    _ = try chunks.translate(chunks.prepare(Array(input.prefix(8))))
    let before = translator.work
    let (start, processorStart) = (ContinuousClock.now, Self.processorSeconds)
    var tokens = 0
    var translations: [String] = []
    for chunk in setting.isOneByOne ? input.map({ [$0] }) : [input] {
      for line in try chunks.translate(chunks.prepare(chunk)) {
        tokens += line.hypotheses[0].tokens.count
        translations.append(line.hypotheses[0].text)
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let processorSeconds = Self.processorSeconds - processorStart
    let work = translator.work - before
    return Measurement(
      setting: setting, seconds: seconds, processorSeconds: processorSeconds, work: work,
      peak: setting.precision == .int8 ? ProductPeak.int8() : ProductPeak.float32(),
      multiplications: work.multiplications(translator.description.configuration), words: words, outputTokens: tokens,
      translations: translations)
  }

  private static var processorSeconds: Double {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.processorSeconds
  }

  /// The most memory that this process has held at a time, in bytes.
  public static var peakMemory: Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) * 1024
  }
}
