import Tensors

/// The weights of a model, packed for translation: immutable, shared by all workers.
public struct TransformerWeights: Sendable {
  public let configuration: TransformerConfiguration
  public let precision: WeightPrecision
  let sourceEmbedding: EmbeddingWeights
  let embedding: EmbeddingWeights
  let encoderBottom: LayerNormWeights?
  let decoderBottom: LayerNormWeights?
  let encoder: [EncoderLayerWeights]
  let encoderTop: LayerNormWeights?
  let decoder: [DecoderLayerWeights]
  let decoderTop: LayerNormWeights?
  /// `[dim, vocabulary]`: the embeddings, transposed, with the output bias.
  let output: PackedMatrix

  /// Packs `parameters`.
  public init(_ parameters: ParameterVector, precision: WeightPrecision = .float32) throws(ModelError) {
    try self.init(WeightSource(parameters, precision: precision))
  }

  /// The weights of a model directory. Those of a quantised model are used where they stand in the mapped file.
  ///
  /// - Parameter adapter: of this model; is added to its weights.
  /// - Throws: ``ModelError``.
  public init(
    _ directory: ModelDirectory, adapter: WeightDelta? = nil, precision: WeightPrecision = .float32
  ) throws(ModelError) {
    let configuration = directory.description.configuration
    let file = try directory.weights()
    if let adapter {
      let parameters = try ParameterVector(configuration, from: file)
      adapter.apply(to: parameters)
      try self.init(parameters, precision: precision)
      return
    }
    switch (precision, try QuantizedWeights.isQuantized(file)) {
    case (.int8, true): try self.init(configuration, quantized: file)
    case (.int8, false): try self.init(WeightSource(configuration, quantizing: file))
    case (.float32, _): try self.init(try ParameterVector(configuration, from: file), precision: precision)
    }
  }

  /// What ``QuantizedWeights`` has written.
  package init(_ configuration: TransformerConfiguration, quantized file: SafetensorsFile) throws(ModelError) {
    try self.init(WeightSource(configuration, quantized: file))
  }

  init(_ source: WeightSource) throws(ModelError) {
    let c = source.configuration
    configuration = c
    precision = source.precision
    let names = c.embeddingNames
    output = try source.matrix(
      [names.output], biases: ["decoder_ff_logit_out_b"], inputs: c.dim, outputs: c.vocabularySize, transposed: true)
    embedding = try source.embedding(
      names.target, tokens: c.vocabularySize, tiedTo: names.target == names.output ? output : nil)
    sourceEmbedding =
      names.source == names.target
      ? embedding : try source.embedding(names.source, tokens: c.sourceTokens, tiedTo: nil)
    let isNormed = c.embeddingNorm == true
    encoderBottom = isNormed ? try LayerNormWeights(source, "encoder_emb", suffix: "") : nil
    decoderBottom = isNormed ? try LayerNormWeights(source, "decoder_emb", suffix: "") : nil
    var encoder: [EncoderLayerWeights] = []
    for layer in 1...c.encoderLayers { encoder.append(try EncoderLayerWeights(source, prefix: "encoder_l\(layer)")) }
    self.encoder = encoder
    var decoder: [DecoderLayerWeights] = []
    for layer in 1...c.decoderLayers { decoder.append(try DecoderLayerWeights(source, prefix: "decoder_l\(layer)")) }
    self.decoder = decoder
    encoderTop = c.hasTopNorm ? try LayerNormWeights(source, "encoder_top", suffix: "") : nil
    decoderTop = c.hasTopNorm ? try LayerNormWeights(source, "decoder_top", suffix: "") : nil
  }
}

struct LayerNormWeights: @unchecked Sendable {
  let scale: FloatStorage
  let bias: FloatStorage

  init(_ source: WeightSource, _ prefix: String, suffix: String? = nil) throws(ModelError) {
    let suffix = suffix ?? source.configuration.normalization.suffix
    scale = try source.vector("\(prefix)_ln_scale\(suffix)", count: source.configuration.dim)
    bias = try source.vector("\(prefix)_ln_bias\(suffix)", count: source.configuration.dim)
  }
}

/// Multi-head attention over the sequence itself.
struct SelfAttentionWeights: Sendable {
  /// `[dim, 3 * dim]`: queries, keys, values.
  let queryKeyValue: PackedMatrix
  let output: PackedMatrix
  let norm: LayerNormWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    queryKeyValue = try source.projection(prefix, ["q", "k", "v"])
    output = try source.projection(prefix, ["o"])
    norm = try LayerNormWeights(source, "\(prefix)_Wo")
  }
}

/// A simpler simple recurrent unit, which knows the past by one vector.
struct RecurrentWeights: Sendable {
  /// `[dim, dim]`: what is new.
  let update: PackedMatrix
  /// `[dim, dim]`: how much of the old is kept.
  let forget: PackedMatrix
  let norm: LayerNormWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    let dim = source.configuration.dim
    update = try source.matrix(["\(prefix)_W"], biases: [], inputs: dim, outputs: dim)
    forget = try source.matrix(["\(prefix)_Wf"], biases: ["\(prefix)_bf"], inputs: dim, outputs: dim)
    norm = try LayerNormWeights(source, "\(prefix)_ffn")
  }
}

/// Multi-head attention over the encoder's states, from which keys and values come.
struct CrossAttentionWeights: Sendable {
  let query: PackedMatrix
  /// `[dim, 2 * dim]`: keys, then values.
  let keyValue: PackedMatrix
  let output: PackedMatrix
  let norm: LayerNormWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    query = try source.projection(prefix, ["q"])
    keyValue = try source.projection(prefix, ["k", "v"])
    output = try source.projection(prefix, ["o"])
    norm = try LayerNormWeights(source, "\(prefix)_Wo")
  }
}

struct FeedForwardWeights: Sendable {
  let inner: PackedMatrix
  let outer: PackedMatrix
  let norm: LayerNormWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    let c = source.configuration
    inner = try source.matrix(["\(prefix)_W1"], biases: ["\(prefix)_b1"], inputs: c.dim, outputs: c.feedForward)
    outer = try source.matrix(["\(prefix)_W2"], biases: ["\(prefix)_b2"], inputs: c.feedForward, outputs: c.dim)
    norm = try LayerNormWeights(source, "\(prefix)_ffn")
  }
}

struct EncoderLayerWeights: Sendable {
  let attention: SelfAttentionWeights
  let feedForward: FeedForwardWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    attention = try SelfAttentionWeights(source, prefix: "\(prefix)_self")
    feedForward = try FeedForwardWeights(source, prefix: "\(prefix)_ffn")
  }
}

struct DecoderLayerWeights: Sendable {
  enum Memory: Sendable {
    case attention(SelfAttentionWeights)
    case recurrence(RecurrentWeights)
  }

  let memory: Memory
  let crossAttention: CrossAttentionWeights
  let feedForward: FeedForwardWeights

  init(_ source: WeightSource, prefix: String) throws(ModelError) {
    memory =
      source.configuration.usesRecurrence
      ? .recurrence(try RecurrentWeights(source, prefix: "\(prefix)_rnn"))
      : .attention(try SelfAttentionWeights(source, prefix: "\(prefix)_self"))
    crossAttention = try CrossAttentionWeights(source, prefix: "\(prefix)_context")
    feedForward = try FeedForwardWeights(source, prefix: "\(prefix)_ffn")
  }
}

extension WeightSource {
  /// Square projections of an attention, side by side.
  func projection(_ prefix: String, _ roles: [String]) throws(ModelError) -> PackedMatrix {
    try matrix(
      roles.map { "\(prefix)_W\($0)" }, biases: roles.map { "\(prefix)_b\($0)" }, inputs: configuration.dim,
      outputs: roles.count * configuration.dim)
  }
}
