import Decoding
import Subwords
import Tensors
import Terminology
import Threads
import Transformer

/// Translates segments with a model directory: subwords, encoder, search over the decoder, subwords back to text.
///
/// Weights are shared; every thread that calls takes a worker of its own from a pool.
public final class ModelTranslator: SegmentTranslator {
  public let description: ModelDirectory.Description
  /// What it translates, of all that the model can.
  public let direction: ModelDirectory.Direction
  /// Of words that the model's training has hardly seen; nil where the model has none, or has not learnt to heed hints.
  let dictionary: DictionaryHints?
  /// How text becomes tokens in this direction.
  let coding: any SubwordCoding
  private let resources: Resources
  /// What stands in ``identity`` for an adapter.
  private let adapterIdentity: String?
  private let precision: WeightPrecision
  private let workers: Pool<TranslationWorker>

  /// What all directions and all workers share.
  struct Resources: Sendable {
    let directory: String?
    let weights: TransformerWeights
    let subwords: any SubwordCoding
    let shortlist: Shortlist?
  }

  /// Loads and checks a model directory. What it translates is the model's first direction; see ``translating(from:to:)``.
  ///
  /// - Parameters:
  ///   - adapter: the file of an adapter of the model, as ``WeightDelta/write(to:)`` makes it.
  ///   - precision: of the weights; int8 where none is named.
  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault; ``InstructionSetError``.
  public convenience init(directory path: String, adapter: String? = nil, precision: WeightPrecision = .int8) throws {
    let directory = try ModelDirectory(path: path)
    let delta = try adapter.map { try WeightDelta(path: $0, for: directory) }
    try self.init(directory, delta: delta, precision: precision)
  }

  /// - Parameter delta: the change of the weights, such as one that is still being trained.
  package init(_ directory: ModelDirectory, delta: WeightDelta?, precision: WeightPrecision) throws {
    try InstructionSet.check()
    let path = directory.path
    adapterIdentity = delta.map { "adapter \($0.checksum ?? "unnamed")" }
    description = directory.description
    direction = description.allDirections[0]
    let expected = description.configuration.vocabularySize
    let subwords = try Self.subwords(directory)
    coding = try subwords.directed(direction)
    let hasShortlist = description.files[Shortlist.fileName] != nil
    resources = Resources(
      directory: path, weights: try TransformerWeights(directory, adapter: delta, precision: precision),
      subwords: subwords,
      shortlist: hasShortlist
        ? try Shortlist(
          path: "\(path)/\(Shortlist.fileName)", sources: description.configuration.sourceTokens,
          vocabularySize: expected)
        : nil)
    self.precision = precision
    dictionary = try Self.dictionary(of: description, direction, in: path)
    workers = try Self.workers(description, direction, coding, dictionary, resources)
  }

  static func subwords(_ directory: ModelDirectory) throws -> any SubwordCoding {
    let (description, path) = (directory.description, directory.path)
    if let rules = description.subwords {
      return rules.source.isEmpty
        ? try WordCoding(rules, description.configuration, in: path)
        : try SentencePieceCoding(rules, description.configuration, in: path)
    }
    let model = try SubwordModel(of: directory)
    let expected = description.configuration.vocabularySize
    guard model.vocabulary.count == expected else {
      throw ModelError.malformed(
        path: "\(path)/\(SubwordModel.vocabularyFile)",
        reason: "it has \(model.vocabulary.count) pieces, the configuration asks for \(expected)")
    }
    return BytePairCoding(model: model)
  }

  /// - Parameter parameters: the weights, for instance of a model that is still being trained.
  public init(_ parameters: ParameterVector, subwords: SubwordModel, description: ModelDirectory.Description) throws {
    self.description = description
    direction = description.allDirections[0]
    let base = BytePairCoding(model: subwords)
    coding = base.directed(direction)
    resources = Resources(directory: nil, weights: try TransformerWeights(parameters), subwords: base, shortlist: nil)
    precision = .float32
    adapterIdentity = nil
    dictionary = nil
    workers = try Self.workers(description, direction, coding, nil, resources)
  }

  private init(_ other: ModelTranslator, direction: ModelDirectory.Direction) throws {
    description = other.description
    self.direction = direction
    coding = try other.resources.subwords.directed(direction)
    resources = other.resources
    precision = other.precision
    adapterIdentity = other.adapterIdentity
    dictionary = try other.resources.directory.flatMap { try Self.dictionary(of: other.description, direction, in: $0) }
    workers = try Self.workers(description, direction, coding, dictionary, resources)
  }

  private static func workers(
    _ description: ModelDirectory.Description, _ direction: ModelDirectory.Direction, _ coding: any SubwordCoding,
    _ dictionary: DictionaryHints?, _ resources: Resources
  ) throws -> Pool<TranslationWorker> {
    let back = description.directions?.first { $0.source == direction.target && $0.target == direction.source }
    let reverse = coding.isShared ? try back.map(resources.subwords.directed) : nil
    return Pool {
      try TranslationWorker(
        resources, coding, reverse: reverse, dictionary: dictionary,
        heedsHints: description.heedsHints == true, heedsPast: description.heedsPast == true,
        adaptiveBeam: adaptiveBeam(description),
        lengthNormalization: description.lengthNormalization, maximumLength: description.maximumLength)
    }
  }

  private static func dictionary(
    of description: ModelDirectory.Description, _ direction: ModelDirectory.Direction, in directory: String
  ) throws -> DictionaryHints? {
    let name = direction.dictionaryName
    guard description.heedsHints == true, description.files[name] != nil else { return nil }
    return DictionaryHints(try WordList(path: "\(directory)/\(name)"), language: direction.source)
  }

  /// A translator from `source` to `target` with the same model, whose weights both share.
  ///
  /// - Parameter source: a language such as `de`; nil: whatever the model translates to `target`.
  /// - Parameter target: likewise.
  /// - Throws: ``TranslationError/direction(from:to:known:)`` where the model does not know them.
  public func translating(from source: String?, to target: String?) throws -> ModelTranslator {
    guard let found = description.direction(from: source, to: target) else {
      let known = description.allDirections.map { "\($0.source)-\($0.target)" }
      throw TranslationError.direction(from: source, to: target, known: known)
    }
    return found == direction ? self : try ModelTranslator(self, direction: found)
  }

  /// What the model's dictionary has for a word; nothing where the model knows it, or has no dictionary.
  public func suggestions(for word: String) -> [String] { dictionary?.translations(of: word.lowercased()) ?? [] }

  public var sourceLocale: String { direction.source }

  public var targetLocale: String { direction.target }

  public var placesMarks: Bool { description.placeholders == true }

  /// That of the model, or what did well with the models at hand where it has not been measured.
  private static func adaptiveBeam(_ description: ModelDirectory.Description) -> ModelDirectory.AdaptiveBeam {
    description.adaptiveBeam ?? ModelDirectory.AdaptiveBeam(beamSize: 5, pruningThreshold: 1)
  }

  /// Name and checksum of every file of the model, the adapter's checksum, the precision, on which the last digits of
  /// scores depend, and the adaptive beam.
  public var identity: String {
    let files = description.files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.xxh3)" }
    let beam = "beam \(Beam.pruned(Self.adaptiveBeam(description)))"
    let hasOne = description.directions == nil && description.subwords?.languages == nil
    let pair = hasOne ? [] : ["\(direction.source)-\(direction.target)"]
    let others = [adapterIdentity].compactMap(\.self) + ["\(precision)", beam]
    return (files + others + pair).joined(separator: ", ")
  }

  /// The end of the sentence takes one of the positions that training has seen.
  public var maximumSegmentLength: Int { max(1, description.maximumLength - coding.framingTokens) }

  public func length(of segment: String) -> Int {
    (try? workers.with { $0.length(of: segment) }) ?? segment.utf8.count
  }

  public func spells(_ text: String) -> Bool { (try? workers.with { $0.spells(text) }) ?? true }

  /// A masked segment, with the hints that it comes with in translation, and its masked translation, as tokens.
  package func example(_ segment: String, _ translation: String) throws -> (source: [Int32], target: [Int32]) {
    try workers.with { $0.example(segment, translation) }
  }

  public func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    try workers.with { try $0.translate(segments, options: options) }
  }

  /// What all workers that are at rest have done so far.
  public var work: TranslationWork {
    workers.ofIdle(\.work).reduce(TranslationWork(), +)
  }
}
