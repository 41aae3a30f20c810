extension ModelDirectory {
  /// The contents of `model.json`.
  public struct Description: Codable, Sendable, Equatable {
    public static let fileName = "model.json"
    public static let currentVersion = 1

    public var formatVersion = currentVersion
    public var sourceLanguage: String
    public var targetLanguage: String
    public var configuration: TransformerConfiguration
    /// What the model translates, where that is more than from ``sourceLanguage`` to ``targetLanguage``: its first
    /// direction is what it does unasked. See ``allDirections``.
    public var directions: [Direction]?
    /// Whether training has shown the model hints: words with translations that may be right; nil is no.
    public var heedsHints: Bool?
    /// The longest sentence that training has seen, in tokens, end of sentence included.
    public var maximumLength: Int
    /// Whether training has shown the model placeholder tokens, so that it knows to copy them; nil is no.
    public var placeholders: Bool?
    /// How wide a beam is worth its cost, as measured on development text; nil: not measured.
    public var adaptiveBeam: AdaptiveBeam?
    /// Every other file of the model, under its name.
    public var files: [String: FileStamp] = [:]
    /// Free text: how the model was made.
    public var notes: [String: String] = [:]

    public init(
      sourceLanguage: String, targetLanguage: String, configuration: TransformerConfiguration,
      maximumLength: Int, placeholders: Bool? = nil, notes: [String: String] = [:]
    ) {
      self.sourceLanguage = sourceLanguage
      self.targetLanguage = targetLanguage
      self.configuration = configuration
      self.maximumLength = maximumLength
      self.placeholders = placeholders
      self.notes = notes
    }
  }

  /// A pair of languages, and what tells the model that it is meant.
  public struct Direction: Codable, Sendable, Hashable {
    public var source: String
    public var target: String
    /// Tokens in front of every source sentence (Johnson et al. 2017); none where there is only one direction.
    public var prefix: [Int32]

    public init(source: String, target: String, prefix: [Int32] = []) {
      self.source = source
      self.target = target
      self.prefix = prefix
    }
  }

  /// A beam that is as wide as the model is in doubt; see `SearchOptions.pruningThreshold`.
  public struct AdaptiveBeam: Codable, Sendable, Hashable {
    public var beamSize: Int
    /// Nil: a beam of that width always.
    public var pruningThreshold: Float?

    public init(beamSize: Int, pruningThreshold: Float?) {
      self.beamSize = beamSize
      self.pruningThreshold = pruningThreshold
    }
  }

  public struct FileStamp: Codable, Sendable, Equatable {
    public var bytes: Int
    /// XXH3, 64 bits, hexadecimal.
    public var xxh3: String
  }
}
