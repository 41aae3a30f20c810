import FoundationEssentials
import Subwords
import Transformer

/// Makes a model directory of a model from elsewhere: Marian's, or one of Hugging Face's MarianMT or Pegasus.
///
/// Weights are kept in half precision where that loses nothing, so that a model that was exported comes back as it was.
public struct ModelImport {
  /// What the files may not say.
  public struct Options: Sendable {
    /// Directory with `codes.bpe` and `vocabulary.txt`; nil: codes stand beside the weights.
    public var subwords: String?
    public var sourceLanguage: String?
    public var targetLanguage: String?
    /// The longest sentence, in tokens, end of sentence included.
    public var maximumLength: Int?

    public init() {}
  }

  public let description: ModelDirectory.Description
  private let model: any ForeignModel
  private let subwords: SubwordModel

  /// - Parameter path: Marian's `.npz` file, or a directory.
  /// - Throws: ``InterchangeError``, ``ModelError`` or ``SubwordError``, naming the file at fault.
  public init(_ path: String, options: Options = Options()) throws {
    model = try openForeignModel(path)
    subwords = try Self.subwords(of: model, options)
    description = try Self.description(of: model, path, options)
  }

  /// Writes the model, making the directory where it is missing.
  ///
  /// - Throws: what ``init(_:options:)`` throws.
  public func write(to path: String) throws {
    let parameters = try model.parameters()
    try subwords.write(to: path)
    try ModelDirectory.write(
      description, parameters: parameters, as: parameters.fitsHalfPrecision ? .float16 : .float32,
      subwordFiles: [SubwordModel.codesFile, SubwordModel.vocabularyFile], to: path)
  }

  private static func description(
    of model: any ForeignModel, _ path: String, _ options: Options
  ) throws -> ModelDirectory.Description {
    let facts = try ExchangeFacts(directory: model.directory)
    guard let source = options.sourceLanguage ?? facts?.sourceLanguage,
      let target = options.targetLanguage ?? facts?.targetLanguage
    else { throw InterchangeError.noLanguages(path: path) }
    return ModelDirectory.Description(
      sourceLanguage: source, targetLanguage: target, configuration: model.configuration,
      maximumLength: max(2, options.maximumLength ?? facts?.maximumLength ?? model.maximumLength),
      placeholders: facts?.placeholders, notes: facts?.notes ?? [:])
  }

  private static func subwords(of model: any ForeignModel, _ options: Options) throws -> SubwordModel {
    let codes = "\(options.subwords ?? model.directory)/\(SubwordModel.codesFile)"
    guard options.subwords != nil || FileManager.default.fileExists(atPath: codes) else {
      throw InterchangeError.noCodes(directory: model.directory, sentencePiece: sentencePiece(model.directory))
    }
    return SubwordModel(
      codes: try BytePairCodes(contentsOf: codes), vocabulary: try vocabulary(of: model, options.subwords))
  }

  private static func sentencePiece(_ directory: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().first { $0.hasSuffix(".spm") || $0.hasSuffix(".model") }
  }

  /// The vocabulary of the model's own file, or that of `directory`; where there are both, they must be the same.
  private static func vocabulary(of model: any ForeignModel, _ directory: String?) throws -> Vocabulary {
    let (path, size) = (model.vocabulary, model.configuration.vocabularySize)
    let theirs =
      FileManager.default.fileExists(atPath: path)
      ? try Vocabulary(pieces: PieceList.read(path, count: size, beyond: model.hasPadding), file: path) : nil
    guard let directory else {
      guard let theirs else {
        throw InterchangeError.missing(
          file: path, remedy: "name the directory with codes.bpe and vocabulary.txt that belongs to the model (--vocab)"
        )
      }
      return theirs
    }
    let file = "\(directory)/\(SubwordModel.vocabularyFile)"
    let ours = try Vocabulary(contentsOf: file)
    guard ours.count == size else {
      throw InterchangeError.pieceCount(file: file, found: ours.count, expected: size)
    }
    guard let theirs else { return ours }
    for (id, (one, other)) in zip(ours.pieces, theirs.pieces).enumerated() where one != other {
      throw InterchangeError.pieceDiffers(file: file, other: path, id: id, piece: one, otherPiece: other)
    }
    return ours
  }
}

extension ParameterVector {
  /// Whether every number is one of half precision.
  var fitsHalfPrecision: Bool {
    (0..<storage.count).allSatisfy { Float(Float16(storage.pointer[$0])) == storage.pointer[$0] }
  }
}
