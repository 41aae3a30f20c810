import Subwords
import Tensors
import Transformer
import Translation

/// Writes a model as Marian keeps it: `model.npz`, which holds the options as YAML among the weights, and `vocab.yml`;
/// beside them the subword codes, and what imports need to know.
///
/// CTranslate2's `ct2-marian-converter` reads it too. Marian computes positional encodings itself; CTranslate2 takes
/// them from a matrix `Wpos` where there is one, and its own are spaced a little differently, so they are written.
public struct MarianExport {
  public static let modelName = "model.npz"
  public static let vocabularyName = "vocab.yml"
  static let optionsName = "special:model.yml"
  /// Positions in `Wpos`: as many as CTranslate2 makes by itself.
  static let positions = 2048

  private let parameters: ParameterVector
  private let subwords: SubwordModel
  private let facts: ExchangeFacts

  /// - Throws: ``ModelError``, ``SubwordError`` or ``InterchangeError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    try ExportCompanions.expectOurs(directory)
    let configuration = directory.description.configuration
    guard configuration.positionSpacing == .marian else {
      throw InterchangeError.unsupported(
        file: directory.path, option: "the spacing of positions", value: configuration.positionSpacing.rawValue,
        supported: "\(PositionalEncoding.Spacing.marian) in Marian's format; --format huggingface has both")
    }
    parameters = try ParameterVector(configuration, from: directory.weights())
    subwords = try SubwordModel(of: directory)
    facts = ExchangeFacts(directory.description)
  }

  /// Writes all files, making the directory where it is missing.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws {
    try ExportCompanions.write(subwords, facts, to: path)
    try AtomicFile.write(Array(PieceList.yaml(subwords.vocabulary.pieces).utf8), to: "\(path)/\(Self.vocabularyName)")
    var archive = try NumpyArchive(path: "\(path)/\(Self.modelName)")
    for (name, values) in parameters.named { try archive.add(name, values) }
    let dim = parameters.configuration.dim
    let positions = FloatStorage(PositionalEncoding.table(count: Self.positions, dim: dim))
    try archive.add("Wpos", positions.matrix(rows: Self.positions, columns: dim))
    // Marian expects a zero at the end.
    try archive.add(Self.optionsName, bytes: Array(options.utf8) + [0])
    try archive.commit()
    withExtendedLifetime((parameters, positions)) {}
  }

  private var options: String {
    let c = parameters.configuration
    let isPreNorm = c.normalization == .pre
    return """
      type: transformer
      dim-emb: \(c.dim)
      dim-vocabs: [\(c.vocabularySize), \(c.vocabularySize)]
      enc-depth: \(c.encoderLayers)
      dec-depth: \(c.decoderLayers)
      transformer-heads: \(c.heads)
      transformer-dim-ffn: \(c.feedForward)
      transformer-ffn-depth: 2
      transformer-ffn-activation: \(c.activation.rawValue)
      transformer-preprocess: "\(isPreNorm ? "n" : "")"
      transformer-postprocess: "\(isPreNorm ? "da" : "dan")"
      transformer-postprocess-top: "\(isPreNorm ? "n" : "")"
      transformer-preprocess-emb: ""
      transformer-postprocess-emb: d
      transformer-decoder-autoreg: self-attention
      transformer-guided-alignment-layer: last
      transformer-train-position-embeddings: false
      transformer-no-projection: false
      transformer-no-bias: false
      transformer-no-affine: false
      transformer-tied-layers: []
      tied-embeddings: false
      tied-embeddings-src: false
      tied-embeddings-all: true
      lemma-dim-emb: 0
      max-length: \(facts.maximumLength)
      skip: false
      version: v1.9.0

      """
  }
}
