/// Translates text as the command line does: the same sentences, protected spans, second tries and warnings, with the
/// same defaults, to the same bytes.
///
/// ```swift
/// let translator = try Translator(model: .named("en-de"))
/// print(try translator.translate("Where is the file? Open %s.").text)
/// ```
///
/// A translator is a value: copies share the model, and a copy with other ``options`` costs next to nothing. Any number
/// of threads and tasks may use it at once. What a line becomes depends on the line, the model and the options only.
public struct Translator: Sendable {
  /// How to translate.
  public var options: Options {
    didSet { chunks = Self.chunks(segments, options) }
  }

  /// The ICU locale of what is translated, such as `en`.
  public var sourceLanguage: String { segments.sourceLocale }

  /// The ICU locale of the translations, such as `de`; empty where the model does not say.
  public var targetLanguage: String { segments.targetLocale }

  private let segments: any SegmentTranslator
  private(set) var chunks: ChunkTranslator

  /// Loads and checks a model.
  ///
  /// - Parameters:
  ///   - model: which; the one that the command line would take where none is given.
  ///   - source: the language of the texts, such as `de`, where the model translates in several directions; nil:
  ///     whatever it translates to `target`, or its first direction.
  ///   - adapter: the file of an adapter of the model, as ``WeightDelta/write(to:)`` makes it; nil: the model as it is.
  ///   - precision: of the products: int8, or float32 for reference.
  /// - Throws: ``TranslationError/modelNotFound(name:places:)`` and ``TranslationError/direction(from:to:known:)``;
  ///   ``ModelError`` or ``SubwordError``, naming the file at
  ///   fault; ``SearchError/invalidOption(name:value:range:)``.
  public init(
    model: Model = .standard, from source: String? = nil, to target: String? = nil,
    adapter: String? = nil, precision: WeightPrecision = .int8, options: Options = Options()
  ) throws {
    try options.validate()
    let model = try ModelTranslator(directory: model.directory(), adapter: adapter, precision: precision)
    self.init(try model.translating(from: source, to: target), options: options)
  }

  /// - Parameter segments: what knows the model, or stands in for it.
  package init(_ segments: any SegmentTranslator, options: Options = Options()) {
    self.segments = segments
    self.options = options
    chunks = Self.chunks(segments, options)
  }

  /// Translates a text of any length. Its lines are translated each for itself; line ends, empty lines and the space
  /// between sentences stay as they are.
  ///
  /// Blocks until all is done, on ``Options/threads`` threads of which the caller is one. Where it is called in a task
  /// that is cancelled, it stops soon after.
  ///
  /// - Throws: ``SearchError`` where an option makes no sense, ``TranslationError`` where the model fails,
  ///   `CancellationError`.
  public func translate(_ text: String) throws -> Translation {
    try translate([text])[0]
  }

  /// Translates many texts at once, which is a good deal faster than one after the other: sentences of all of them
  /// share batches, and one that occurs in several is translated once.
  ///
  /// - Returns: one translation for each text, in order: the very one that ``translate(_:)-(String)`` would give.
  /// - Throws: as ``translate(_:)-(String)``.
  public func translate(_ texts: [String]) throws -> [Translation] {
    try translate(texts, until: Cancellation())
  }

  func translate(_ texts: [String], until cancellation: Cancellation) throws -> [Translation] {
    try options.validate()
    let lines = try texts.map(Self.lines)
    var translations = try translate(lines.flatMap { $0 }, until: cancellation)[...]
    return zip(texts, lines).map { text, lines in
      defer { translations = translations.dropFirst(lines.count) }
      return Translation(of: text, lines: lines, translations: Array(translations.prefix(lines.count)))
    }
  }

  /// In chunks such as the filter reads, so that what is needed besides the texts stays bounded.
  private func translate(_ lines: [Line], until cancellation: Cancellation) throws -> [LineTranslation] {
    let bounds = LineFilterOptions()
    var translations: [LineTranslation] = []
    var start = 0
    while start < lines.count {
      var (end, bytes) = (start, 0)
      while end < lines.count, end - start < bounds.chunkLines, bytes < bounds.chunkBytes {
        bytes += lines[end].bytes.count
        end += 1
      }
      try cancellation.check()
      let prepared = try chunks.prepare(Array(lines[start..<end]))
      translations += try chunks.translate(prepared, until: cancellation)
      start = end
    }
    return translations
  }

  private static func lines(of text: String) throws -> [Line] {
    var reader = LineReader(bytes: Array(text.utf8))
    var lines: [Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  private static func chunks(_ segments: any SegmentTranslator, _ options: Options) -> ChunkTranslator {
    ChunkTranslator(segments, options: LineFilterOptions(options))
  }
}
