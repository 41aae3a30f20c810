extension ModelDirectory {
  /// How an imported model wants its text: SentencePiece's pieces, numbered as the model numbers them.
  public struct ForeignSubwords: Codable, Sendable, Equatable {
    /// SentencePiece models among the model's files, for source and target; they may be one. Empty: the text comes as
    /// pieces with spaces between them.
    public var source: String
    public var target: String
    /// Files with one piece on each line, whose number from 0 is its token; nil: tokens are SentencePiece's ids.
    public var sourceVocabulary: String?
    public var targetVocabulary: String?
    /// What the decoder ends with.
    public var endOfSentence: Int32
    /// The source token for what has none.
    public var unknown: Int32
    /// What the encoder gets in front of a sentence's tokens and behind them.
    public var sourcePrefix: [Int32] = []
    public var sourceSuffix: [Int32] = []
    /// What every translation begins with.
    public var targetPrefix: [Int32] = []
    /// Tokens that no translation holds.
    public var forbidden: [Int32] = []
    /// Of models of many languages; nil: one direction only.
    public var languages: Languages?

    public init(source: String, target: String, endOfSentence: Int32, unknown: Int32) {
      self.source = source
      self.target = target
      self.endOfSentence = endOfSentence
      self.unknown = unknown
    }
  }

  /// The tokens by which a model of many languages is told which, by the codes of those.
  public struct Languages: Codable, Sendable, Equatable {
    /// In front of the source: what language it is in.
    public var source: [String: Int32] = [:]
    /// Whether that stands behind the source instead, behind all else; nil: no.
    public var sourceIsLast: Bool?
    /// In front of the source as well: what language to translate to.
    public var targetInSource: [String: Int32] = [:]
    /// In front of the translation.
    public var target: [String: Int32] = [:]

    public init() {}
  }
}
