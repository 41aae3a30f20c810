import FoundationEssentials
import Subwords
import Tensors
import Transformer

/// Writes a model as Marian keeps it: `model.npz`, which holds the options as YAML among the weights, and `vocab.yml`.
///
/// CTranslate2's `ct2-marian-converter` reads it too. Marian computes positional encodings itself; CTranslate2 takes
/// them from a matrix `Wpos` where there is one, and its own are spaced a little differently, so they are written.
public struct MarianExport {
  public static let modelName = "model.npz"
  public static let vocabularyName = "vocab.yml"
  /// Positions in `Wpos`: as many as CTranslate2 makes by itself.
  static let positions = 2048

  private let parameters: ParameterVector
  private let vocabulary: Vocabulary
  private let maximumLength: Int

  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    parameters = try ParameterVector(directory.description.configuration, from: directory.weights())
    vocabulary = try SubwordModel(directory: directory.path).vocabulary
    maximumLength = directory.description.maximumLength
  }

  /// Writes both files, making the directory where it is missing.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ModelError.unwritable(path: path, reason: "the directory cannot be made")
    }
    try writeVocabulary(to: "\(path)/\(Self.vocabularyName)")
    var archive = try NumpyArchive(path: "\(path)/\(Self.modelName)")
    for (name, values) in parameters.named { try archive.add(name, values) }
    let dim = parameters.configuration.dim
    let positions = FloatStorage(PositionalEncoding.table(count: Self.positions, dim: dim))
    try archive.add("Wpos", positions.matrix(rows: Self.positions, columns: dim))
    // Marian expects a zero at the end.
    try archive.add("special:model.yml", bytes: Array(options.utf8) + [0])
    try archive.commit()
    withExtendedLifetime((parameters, positions)) {}
  }

  /// One `"piece": id` a line. Quoted always, so that no piece can be taken for a number or for YAML's own signs.
  private func writeVocabulary(to path: String) throws {
    let lines = vocabulary.pieces.enumerated().map { id, piece in
      let escaped = piece.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "\"\(escaped)\": \(id)\n"
    }
    var file = try AtomicFile(path: path)
    try file.write(Array(lines.joined().utf8))
    try file.commit()
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
      max-length: \(maximumLength)
      skip: false
      version: v1.9.0

      """
  }
}
