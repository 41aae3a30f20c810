import Threads

/// How lines are read, translated and written. The defaults suit both a terminal and a big file.
public struct LineFilterOptions: Sendable {
  public var translation = Self.translation

  /// The beam adapts to the model's doubts.
  private static var translation: TranslationOptions {
    var options = TranslationOptions()
    options.adaptsBeam = true
    return options
  }

  public var format = OutputFormat.text

  /// Whether every text line tells its score. JSON lines always do.
  public var showsScores = false

  /// Whether every text line tells its alignment. JSON lines always do.
  public var showsAlignment = false

  /// Threads that translate.
  public var threads = availableProcessors

  /// Source tokens that are translated together.
  public var miniBatchWords = 500

  /// Whether a line is cut into its sentences. If not, it is one segment, unless it is too long for the model.
  public var splitsSentences = true

  /// What is to come out as it went in.
  public var protection = Protection.usual

  /// Whether text in another language than the model's source is warned about.
  public var checksLanguage = true

  /// Whether invalid UTF-8 is an error.
  public var isStrict = false

  /// The most lines that are gathered before they are translated.
  public var chunkLines = 4096

  /// How long a chunk should take at most, in seconds: what is not written is lost when somebody interrupts.
  public var chunkSeconds = 4.0

  /// The most bytes that are gathered, but for the line that goes beyond.
  public var chunkBytes = 1 << 18

  /// Lines longer than this many bytes are translated, and written, in fragments.
  public var fragmentLimit = 1 << 20

  public init() {}
}

/// What is written for each line.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// The translation, ended as the line was. With n-best, scores or alignment fields set apart by ` ||| `.
  case text
  /// A JSON object a line.
  case jsonl
}
