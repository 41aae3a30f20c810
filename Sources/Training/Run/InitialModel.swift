import Subwords
import Tensors
import Transformer

/// The model that a run begins with (`init`), grown where the run's is larger.
///
/// A pre-norm layer whose output projections are zero adds nothing to the residual stream, and neither does a
/// feed-forward unit whose output row is zero: before the first update the grown model says what the model said. Both
/// learn at once, since the gradient of what is zero does not depend on it.
struct InitialModel {
  /// Whether the model knew placeholder tokens.
  var knowsPlaceholders: Bool? { directory.description.placeholders }
  /// Whether the model heeded hints.
  var heedsHints: Bool? { directory.description.heedsHints }
  /// Whether the model heeded translations of like sentences.
  var heedsPast: Bool? { directory.description.heedsPast }
  /// What has grown, as sentences for the user.
  let notes: [String]
  private let directory: ModelDirectory
  private let configuration: TransformerConfiguration

  /// - Throws: ``TrainingError`` where the run's model cannot be made out of this one; ``ModelError``,
  ///   ``SubwordError``.
  init(_ options: TrainingOptions, vocabulary: Vocabulary) throws {
    let path = options.initialModel
    directory = try ModelDirectory(path: path)
    configuration = directory.description.configuration
    guard configuration.isTrainable else {
      throw TrainingError.invalidOption(
        name: "init",
        reason: "\(path) has parts that only imported models have (positions, embeddings, activation or decoder of "
          + "another kind); training knows the form of models made here only")
    }
    notes =
      try Self.sizes(options, configuration, path: path)
      + Self.pieces(vocabulary, SubwordModel(of: directory).vocabulary, options)
  }

  /// Settings that may be larger than the model's.
  private static let growing = ["transformer-dim-ffn", "enc-depth", "dec-depth"]

  private static func sizes(
    _ options: TrainingOptions, _ configuration: TransformerConfiguration, path: String
  ) throws(TrainingError) -> [String] {
    var model = options
    model.adopt(configuration)
    var notes: [String] = []
    for key in TrainingKey.architecture {
      let (old, new) = (key.texts(in: model).joined(), key.texts(in: options).joined())
      guard old != new else { continue }
      let isLarger = (Int(old) ?? 0) < (Int(new) ?? 0)
      if key.name == "dim-emb" {
        throw .modelCannotGrow(
          path: path, name: key.name, model: old, options: new,
          reason: "another width changes every row that travels through the model")
      }
      guard growing.contains(key.name) else {
        throw .initialModelDiffers(path: path, name: key.name, model: old, options: new)
      }
      if !isLarger {
        throw .modelCannotGrow(
          path: path, name: key.name, model: old, options: new, reason: "a model can grow, but not shrink")
      }
      if key.name != "transformer-dim-ffn", configuration.normalization == .post {
        throw .modelCannotGrow(
          path: path, name: key.name, model: old, options: new,
          reason: "with post-norm (--transformer-norm post) a new layer normalises anew whatever it adds, so none "
            + "leaves the model as it was; only pre-norm models can grow in depth")
      }
      notes.append("--\(key.name) grows from \(old) to \(new)")
    }
    return notes
  }

  private static func pieces(
    _ vocabulary: Vocabulary, _ model: Vocabulary, _ options: TrainingOptions
  ) throws(TrainingError) -> [String] {
    guard vocabulary.pieces != model.pieces else { return [] }
    guard vocabulary.count > model.count,
      zip(vocabulary.pieces, model.pieces).allSatisfy({ $0.utf8.elementsEqual($1.utf8) })
    else { throw .initialVocabularyDiffers(path: options.initialModel, vocab: options.vocab) }
    return ["--vocab grows from \(model.count) to \(vocabulary.count) pieces"]
  }

  /// Writes the model's weights to `parameters`, and beginnings for what it does not have.
  func fill(_ parameters: ParameterVector, using generator: inout some RandomNumberGenerator) throws(ModelError) {
    let model = try ParameterVector(configuration, from: directory.weights())
    ModelGrowth(from: model).fill(parameters, using: &generator)
  }
}
