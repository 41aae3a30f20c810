import Transformer

/// Where CTranslate2 keeps our parameters. Matrices are `[outputs, inputs]`; queries, keys and values of an attention
/// stand one below the other.
struct CTranslate2Names {
  private(set) var places: [String: TensorPlace] = [:]
  private let c: TransformerConfiguration

  static let sourceEmbeddings = "encoder/embeddings_0/weight"
  /// What those are called in some older files.
  static let olderSourceEmbeddings = "encoder/embeddings/weight"
  static let outputBias = "decoder/projection/bias"

  init(
    _ configuration: TransformerConfiguration, sourceEmbeddings: String = Self.sourceEmbeddings, hasBias: Bool = true
  ) {
    c = configuration
    let suffix = c.normalization.suffix
    addEmbeddings(sourceEmbeddings, hasBias: hasBias)
    for layer in 1...c.encoderLayers {
      let (ours, theirs) = ("encoder_l\(layer)", "encoder/layer_\(layer - 1)")
      addSelfAttention("\(ours)_self", "\(theirs)/self_attention", suffix)
      addFeedForward("\(ours)_ffn", "\(theirs)/ffn", suffix)
    }
    for layer in 1...c.decoderLayers {
      let (ours, theirs) = ("decoder_l\(layer)", "decoder/layer_\(layer - 1)")
      addSelfAttention("\(ours)_self", "\(theirs)/self_attention", suffix)
      addCrossAttention("\(ours)_context", "\(theirs)/attention", suffix)
      addFeedForward("\(ours)_ffn", "\(theirs)/ffn", suffix)
    }
    for side in ["encoder", "decoder"] {
      if c.hasTopNorm { addNorm("\(side)_top", "\(side)/layer_norm", "") }
      if c.embeddingNorm == true { addNorm("\(side)_emb", "\(side)/layernorm_embedding", "") }
    }
  }

  private mutating func addEmbeddings(_ source: String, hasBias: Bool) {
    let names = c.embeddingNames
    places[names.output] = TensorPlace(name: "decoder/projection/weight", shape: [c.vocabularySize, c.dim])
    places[names.source] = TensorPlace(name: source, shape: [c.sourceTokens, c.dim])
    places[names.target] = TensorPlace(name: "decoder/embeddings/weight", shape: [c.vocabularySize, c.dim])
    if hasBias {
      places["decoder_ff_logit_out_b"] = TensorPlace(name: Self.outputBias, shape: [c.vocabularySize])
    }
  }

  /// The `part`th of `parts` square matrices that stand one below the other.
  private mutating func addProjection(_ ours: String, _ role: String, _ theirs: String, part: Int, of parts: Int) {
    places["\(ours)_W\(role)"] = TensorPlace(
      name: "\(theirs)/weight", shape: [parts * c.dim, c.dim], offset: part * c.dim * c.dim, isTransposed: true)
    places["\(ours)_b\(role)"] = TensorPlace(
      name: "\(theirs)/bias", shape: [parts * c.dim], offset: part * c.dim)
  }

  private mutating func addSelfAttention(_ ours: String, _ theirs: String, _ suffix: String) {
    for (part, role) in ["q", "k", "v"].enumerated() {
      addProjection(ours, role, "\(theirs)/linear_0", part: part, of: 3)
    }
    addProjection(ours, "o", "\(theirs)/linear_1", part: 0, of: 1)
    addNorm("\(ours)_Wo", "\(theirs)/layer_norm", suffix)
  }

  private mutating func addCrossAttention(_ ours: String, _ theirs: String, _ suffix: String) {
    addProjection(ours, "q", "\(theirs)/linear_0", part: 0, of: 1)
    for (part, role) in ["k", "v"].enumerated() {
      addProjection(ours, role, "\(theirs)/linear_1", part: part, of: 2)
    }
    addProjection(ours, "o", "\(theirs)/linear_2", part: 0, of: 1)
    addNorm("\(ours)_Wo", "\(theirs)/layer_norm", suffix)
  }

  private mutating func addFeedForward(_ ours: String, _ theirs: String, _ suffix: String) {
    let sizes = [(c.feedForward, c.dim), (c.dim, c.feedForward)]
    for (number, (outputs, inputs)) in sizes.enumerated() {
      places["\(ours)_W\(number + 1)"] = TensorPlace(
        name: "\(theirs)/linear_\(number)/weight", shape: [outputs, inputs], isTransposed: true)
      places["\(ours)_b\(number + 1)"] = TensorPlace(name: "\(theirs)/linear_\(number)/bias", shape: [outputs])
    }
    addNorm("\(ours)_ffn", "\(theirs)/layer_norm", suffix)
  }

  private mutating func addNorm(_ ours: String, _ theirs: String, _ suffix: String) {
    places["\(ours)_ln_scale\(suffix)"] = TensorPlace(name: "\(theirs)/gamma", shape: [c.dim])
    places["\(ours)_ln_bias\(suffix)"] = TensorPlace(name: "\(theirs)/beta", shape: [c.dim])
  }
}
