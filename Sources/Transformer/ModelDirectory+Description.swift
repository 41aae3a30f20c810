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
    /// Whether it has learnt to heed the translation of a like sentence behind its source.
    public var heedsPast: Bool?
    /// The longest sentence that training has seen, in tokens, end of sentence included.
    public var maximumLength: Int
    /// Whether training has shown the model placeholder tokens, so that it knows to copy them; nil is no.
    public var placeholders: Bool?
    /// How wide a beam is worth its cost, as measured on development text; nil: not measured.
    public var adaptiveBeam: AdaptiveBeam?
    /// How text becomes tokens, where it is not by codes.bpe and vocabulary.txt.
    public var subwords: ForeignSubwords?
    /// The power of the length with which the model is meant to be searched; nil: the program's.
    public var lengthNormalization: Float?
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

    /// Says what is wrong with the numbers, or nil.
    var problem: String? {
      if let problem = configuration.problem ?? directionsProblem { return problem }
      let prefix = allDirections.map(\.prefix.count).max() ?? 0
      let lengths = (2 + prefix)...Self.longestMaximumLength
      guard lengths.contains(maximumLength) else {
        return "maximumLength is \(maximumLength), not within \(lengths.lowerBound)...\(lengths.upperBound)"
      }
      return adaptiveBeam?.problem
    }

    /// No model has been trained on sentences that come near it.
    private static let longestMaximumLength = 65_536
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

    /// Says what is wrong with the numbers, or nil. Wider beams than these are not worth it with any model.
    var problem: String? {
      let (sizes, thresholds) = (1...256, 0...Float(1000))
      guard sizes.contains(beamSize) else {
        return "adaptiveBeam has the beamSize \(beamSize), not within \(sizes.lowerBound)...\(sizes.upperBound)"
      }
      guard let pruningThreshold, !thresholds.contains(pruningThreshold) else { return nil }
      return "adaptiveBeam has the pruningThreshold \(pruningThreshold), not within "
        + "\(thresholds.lowerBound)...\(thresholds.upperBound)"
    }
  }

  public struct FileStamp: Codable, Sendable, Equatable {
    public var bytes: Int
    /// XXH3, 64 bits, hexadecimal.
    public var xxh3: String
  }
}

extension ModelDirectory.Description {
  /// Reads the description of a directory and nothing else of it.
  ///
  /// - Throws: ``ModelError``, naming the file.
  public init(directory: String) throws(ModelError) {
    self = try ModelDirectory.readDescription("\(directory)/\(Self.fileName)")
  }
}
