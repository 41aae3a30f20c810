import Decoding
import Subwords
import Synchronization
import Transformer

/// Translates segments with a model directory: subwords, encoder, search over the decoder, subwords back to text.
///
/// Weights are shared; every thread that calls takes a worker of its own from a pool.
public final class Translator: SegmentTranslator {
  public let description: ModelDirectory.Description
  private let weights: TransformerWeights
  private let subwords: SubwordModel
  private let precision: WeightPrecision
  private let shortlist: Shortlist?
  private let idle = Mutex(IdleWorkers())

  private struct IdleWorkers: @unchecked Sendable {
    var workers: [TranslationWorker] = []
  }

  /// Loads and checks a model directory.
  ///
  /// - Parameter precision: of the weights; int8 where none is named.
  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault.
  public init(directory path: String, precision: WeightPrecision = .int8) throws {
    let directory = try ModelDirectory(path: path)
    description = directory.description
    subwords = try SubwordModel(directory: path)
    let expected = description.configuration.vocabularySize
    guard subwords.vocabulary.count == expected else {
      throw ModelError.malformed(
        path: "\(path)/\(SubwordModel.vocabularyFile)",
        reason: "it has \(subwords.vocabulary.count) pieces, the configuration asks for \(expected)")
    }
    weights = try TransformerWeights(directory, precision: precision)
    self.precision = precision
    let hasShortlist = description.files[Shortlist.fileName] != nil
    shortlist =
      hasShortlist ? try Shortlist(path: "\(path)/\(Shortlist.fileName)", vocabularySize: expected) : nil
  }

  /// - Parameter parameters: the weights, for instance of a model that is still being trained.
  public init(_ parameters: ParameterVector, subwords: SubwordModel, description: ModelDirectory.Description) throws {
    self.description = description
    self.subwords = subwords
    shortlist = nil
    weights = try TransformerWeights(parameters)
    precision = .float32
  }

  public var sourceLocale: String { description.sourceLanguage }

  public var targetLocale: String { description.targetLanguage }

  public var placesMarks: Bool { description.placeholders == true }

  /// That of the model, or what did well with the models at hand where it has not been measured.
  private var adaptiveBeam: ModelDirectory.AdaptiveBeam {
    description.adaptiveBeam ?? ModelDirectory.AdaptiveBeam(beamSize: 5, pruningThreshold: 1)
  }

  /// Name and checksum of every file of the model, the precision, on which the last digits of scores depend, and the
  /// adaptive beam.
  public var identity: String {
    let files = description.files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.xxh3)" }
    let beam = "beam \(Beam.pruned(adaptiveBeam))"
    return (files + ["\(precision)", beam]).joined(separator: ", ")
  }

  /// The end of the sentence takes one of the positions that training has seen.
  public var maximumSegmentLength: Int { description.maximumLength - 1 }

  public func length(of segment: String) -> Int {
    (try? withWorker { $0.length(of: segment) }) ?? segment.utf8.count
  }

  public func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    try withWorker { try $0.translate(segments, options: options) }
  }

  /// What all workers that are at rest have done so far.
  public var work: TranslationWork {
    idle.withLock { $0.workers.reduce(TranslationWork()) { $0 + $1.work } }
  }

  private func withWorker<Result>(_ body: (TranslationWorker) throws -> Result) throws -> Result {
    let worker = try takeWorker()
    defer { idle.withLock { $0.workers.append(Transferred(worker).value) } }
    return try body(worker)
  }

  private func takeWorker() throws -> TranslationWorker {
    if let worker = idle.withLock({ Transferred($0.workers.popLast()) }).value { return worker }
    return try TranslationWorker(weights: weights, subwords: subwords, shortlist: shortlist, adaptiveBeam: adaptiveBeam)
  }

  /// A worker is used by one thread at a time; the pool's lock orders its uses.
  private struct Transferred<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
}
