import Tensors

/// The weights of a model, packed for translation: immutable, shared by all workers.
public struct TransformerWeights: Sendable {
  public let configuration: TransformerConfiguration
  let embedding: EmbeddingWeights
  let encoder: [EncoderLayerWeights]
  let encoderTop: LayerNormWeights?
  let decoder: [DecoderLayerWeights]
  let decoderTop: LayerNormWeights?
  /// `[dim, vocabulary]`: the embeddings once more, transposed, with the output bias.
  let output: PackedMatrix

  public init(_ parameters: ParameterVector) {
    let c = parameters.configuration
    configuration = c
    embedding = EmbeddingWeights(parameters["Wemb"])
    encoder = (1...c.encoderLayers).map { EncoderLayerWeights(parameters, prefix: "encoder_l\($0)") }
    decoder = (1...c.decoderLayers).map { DecoderLayerWeights(parameters, prefix: "decoder_l\($0)") }
    let isPreNorm = c.normalization == .pre
    encoderTop = isPreNorm ? LayerNormWeights(parameters, "encoder_top", suffix: "") : nil
    decoderTop = isPreNorm ? LayerNormWeights(parameters, "decoder_top", suffix: "") : nil
    output = PackedMatrix([parameters["Wemb"]], transposed: true, biases: [parameters["decoder_ff_logit_out_b"]])
  }

  /// Reads and packs the weights of a model directory.
  public init(_ directory: ModelDirectory) throws(ModelError) {
    self.init(try ParameterVector(directory.description.configuration, from: directory.weights()))
  }
}

/// Token embeddings, scaled by sqrt(dim).
struct EmbeddingWeights: @unchecked Sendable {
  private let storage: FloatStorage
  private let dim: Int

  init(_ embedding: Matrix) {
    dim = embedding.columns
    storage = FloatStorage(count: embedding.count)
    let scale = Float(dim).squareRoot()
    for i in 0..<embedding.count { storage.pointer[i] = embedding.pointer[i] * scale }
  }

  /// The embedding of `token`, `[dim]`.
  func row(_ token: Int32) -> UnsafeMutablePointer<Float> { storage.pointer + Int(token) * dim }
}

struct LayerNormWeights: @unchecked Sendable {
  let scale: FloatStorage
  let bias: FloatStorage

  init(_ parameters: ParameterVector, _ prefix: String, suffix: String? = nil) {
    let suffix = suffix ?? parameters.configuration.normalization.suffix
    scale = FloatStorage(parameters["\(prefix)_ln_scale\(suffix)"].elements)
    bias = FloatStorage(parameters["\(prefix)_ln_bias\(suffix)"].elements)
  }
}

/// Multi-head attention. Queries are projected apart from keys and values, which in cross-attention come from elsewhere.
struct AttentionWeights: Sendable {
  let query: PackedMatrix
  /// `[dim, 2 * dim]`: keys, then values.
  let keyValue: PackedMatrix
  let output: PackedMatrix
  let norm: LayerNormWeights

  init(_ parameters: ParameterVector, prefix: String) {
    func pack(_ roles: [String]) -> PackedMatrix {
      PackedMatrix(roles.map { parameters["\(prefix)_W\($0)"] }, biases: roles.map { parameters["\(prefix)_b\($0)"] })
    }
    query = pack(["q"])
    keyValue = pack(["k", "v"])
    output = pack(["o"])
    norm = LayerNormWeights(parameters, "\(prefix)_Wo")
  }
}

struct FeedForwardWeights: Sendable {
  let inner: PackedMatrix
  let outer: PackedMatrix
  let norm: LayerNormWeights

  init(_ parameters: ParameterVector, prefix: String) {
    inner = PackedMatrix([parameters["\(prefix)_W1"]], biases: [parameters["\(prefix)_b1"]])
    outer = PackedMatrix([parameters["\(prefix)_W2"]], biases: [parameters["\(prefix)_b2"]])
    norm = LayerNormWeights(parameters, "\(prefix)_ffn")
  }
}

struct EncoderLayerWeights: Sendable {
  let attention: AttentionWeights
  let feedForward: FeedForwardWeights

  init(_ parameters: ParameterVector, prefix: String) {
    attention = AttentionWeights(parameters, prefix: "\(prefix)_self")
    feedForward = FeedForwardWeights(parameters, prefix: "\(prefix)_ffn")
  }
}

struct DecoderLayerWeights: Sendable {
  let selfAttention: AttentionWeights
  let crossAttention: AttentionWeights
  let feedForward: FeedForwardWeights

  init(_ parameters: ParameterVector, prefix: String) {
    selfAttention = AttentionWeights(parameters, prefix: "\(prefix)_self")
    crossAttention = AttentionWeights(parameters, prefix: "\(prefix)_context")
    feedForward = FeedForwardWeights(parameters, prefix: "\(prefix)_ffn")
  }
}
