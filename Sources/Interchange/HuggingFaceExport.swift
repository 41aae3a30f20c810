import Subwords
import Tensors
import Transformer
import Translation

/// Writes a model as Hugging Face's `transformers` keeps it: `config.json`, `generation_config.json`,
/// `model.safetensors` and `vocab.json`; beside them the subword codes, and what imports need to know.
///
/// Post-norm models become a `MarianMTModel`, pre-norm ones a `PegasusForConditionalGeneration`, which is the same but for
/// the place of normalisation. Both start the decoder with a token: the last one, `<pad>`, whose embedding is zero.
/// Positions are written out, because both classes would space them differently.
public struct HuggingFaceExport {
  public static let configurationName = "config.json"
  public static let weightsName = "model.safetensors"
  static let vocabularyName = "vocab.json"
  static let padding = "<pad>"
  /// Positions that are written: the longest text that the model can then be given.
  static let positions = 512
  /// The output bias of padding: nothing is left of its probability, and half precision can hold it.
  static let paddingBias: Float = -10_000

  private let parameters: ParameterVector
  private let subwords: SubwordModel
  private let facts: ExchangeFacts

  /// - Throws: ``ModelError`` or ``SubwordError``, naming the file at fault.
  public init(_ directory: ModelDirectory) throws {
    parameters = try ParameterVector(directory.description.configuration, from: directory.weights())
    try ExportCompanions.expectOurs(directory)
    subwords = try SubwordModel(of: directory)
    facts = ExchangeFacts(directory.description)
  }

  /// Writes all files, making the directory where it is missing.
  ///
  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws {
    try ExportCompanions.write(subwords, facts, to: path)
    let pieces = subwords.vocabulary.pieces + [Self.padding]
    try AtomicFile.write(Array(PieceList.json(pieces).utf8), to: "\(path)/\(Self.vocabularyName)")
    let tensors = self.tensors
    try SafetensorsWriter.write(tensors.map(\.raw), metadata: ["format": "pt"], to: "\(path)/\(Self.weightsName)")
    withExtendedLifetime(tensors) {}
    try AtomicFile.write(Array(generation.utf8), to: "\(path)/generation_config.json")
    try AtomicFile.write(Array(configuration.utf8), to: "\(path)/\(Self.configurationName)")
  }

  /// A tensor and its memory.
  private struct Tensor {
    let name: String
    let shape: [Int]
    let values: FloatStorage

    var raw: SafetensorsWriter.RawTensor {
      let bytes = UnsafeRawBufferPointer(start: values.pointer, count: values.count * 4)
      return .init(name: name, type: .float32, shape: shape, bytes: bytes)
    }
  }

  private var tensors: [Tensor] {
    let c = parameters.configuration
    let embeddings = padded(parameters["Wemb"], with: [Float](repeating: 0, count: c.dim))
    let bias = padded(parameters["decoder_ff_logit_out_b"], with: [Self.paddingBias])
    let table = PositionalEncoding.table(count: Self.positions, dim: c.dim, spacing: c.positionSpacing)
    let positions = FloatStorage(table)
    return [
      Tensor(name: HuggingFaceNames.embeddings, shape: [c.vocabularySize + 1, c.dim], values: embeddings),
      Tensor(name: HuggingFaceNames.outputBias, shape: [1, c.vocabularySize + 1], values: bias),
    ] + HuggingFaceNames.positions.map { Tensor(name: $0, shape: [Self.positions, c.dim], values: positions) }
      + HuggingFaceNames(c).names.map(tensor)
  }

  private func tensor(_ name: HuggingFaceNames.Name) -> Tensor {
    let values = parameters[name.ours]
    let copy = FloatStorage(uninitialized: values.count)
    values.transposed(into: copy.matrix(rows: values.columns, columns: values.rows))
    let shape = name.isMatrix ? [values.columns, values.rows] : [values.columns]
    return Tensor(name: name.theirs, shape: shape, values: copy)
  }

  /// All of `values`, then `end`.
  private func padded(_ values: Matrix, with end: [Float]) -> FloatStorage {
    let copy = FloatStorage(uninitialized: values.count + end.count)
    copy.pointer.update(from: values.pointer, count: values.count)
    for (index, value) in end.enumerated() { copy.pointer[values.count + index] = value }
    return copy
  }

  private var padding: Int { parameters.configuration.vocabularySize }

  private var configuration: String {
    let c = parameters.configuration
    let isPreNorm = c.normalization == .pre
    return """
      {
        "architectures": ["\(isPreNorm ? "PegasusForConditionalGeneration" : "MarianMTModel")"],
        "model_type": "\(isPreNorm ? "pegasus" : "marian")",
        "is_encoder_decoder": true,
        "vocab_size": \(c.vocabularySize + 1),
        "d_model": \(c.dim),
        "encoder_layers": \(c.encoderLayers),
        "decoder_layers": \(c.decoderLayers),
        "encoder_attention_heads": \(c.heads),
        "decoder_attention_heads": \(c.heads),
        "encoder_ffn_dim": \(c.feedForward),
        "decoder_ffn_dim": \(c.feedForward),
        "activation_function": "\(c.activation.rawValue)",
        "scale_embedding": true,
        "share_encoder_decoder_embeddings": true,
        "tie_word_embeddings": true,
        "max_position_embeddings": \(Self.positions),
        "bos_token_id": null,
        "eos_token_id": \(Vocabulary.endOfSentence),
        "forced_eos_token_id": \(Vocabulary.endOfSentence),
        "pad_token_id": \(padding),
        "decoder_start_token_id": \(padding)
      }

      """
  }

  private var generation: String {
    """
    {
      "eos_token_id": \(Vocabulary.endOfSentence),
      "forced_eos_token_id": \(Vocabulary.endOfSentence),
      "pad_token_id": \(padding),
      "decoder_start_token_id": \(padding),
      "suppress_tokens": [\(Vocabulary.unknown), \(padding)],
      "max_length": \(Self.positions)
    }

    """
  }
}
