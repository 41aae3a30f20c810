import Transformer

/// The names that Hugging Face's MarianMT and Pegasus have for our parameters.
///
/// Both keep matrices as `[outputs, inputs]`, the transpose of ours, and vectors in one dimension.
struct HuggingFaceNames {
  static let embeddings = "model.shared.weight"
  static let outputBias = "final_logits_bias"
  /// Other names of the embeddings, which are tied.
  static let embeddingCopies = [
    "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight",
  ]
  static let positions = ["model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight"]

  struct Name {
    let ours: String
    let theirs: String
    var isMatrix = false
  }

  /// In the order of ``ParameterLayout``; all but embeddings and output bias.
  private(set) var names: [Name] = []

  init(_ c: TransformerConfiguration) {
    let suffix = c.normalization.suffix
    for layer in 1...c.encoderLayers {
      let (ours, theirs) = ("encoder_l\(layer)", "model.encoder.layers.\(layer - 1)")
      addAttention("\(ours)_self", "\(theirs).self_attn", suffix)
      addFeedForward("\(ours)_ffn", theirs, suffix)
    }
    for layer in 1...c.decoderLayers {
      let (ours, theirs) = ("decoder_l\(layer)", "model.decoder.layers.\(layer - 1)")
      addAttention("\(ours)_self", "\(theirs).self_attn", suffix)
      addAttention("\(ours)_context", "\(theirs).encoder_attn", suffix)
      addFeedForward("\(ours)_ffn", theirs, suffix)
    }
    guard c.normalization == .pre else { return }
    for stack in ["encoder", "decoder"] { addNorm("\(stack)_top", "model.\(stack).layer_norm", "") }
  }

  private mutating func addAttention(_ ours: String, _ theirs: String, _ suffix: String) {
    for (role, name) in [("q", "q_proj"), ("k", "k_proj"), ("v", "v_proj"), ("o", "out_proj")] {
      names.append(Name(ours: "\(ours)_W\(role)", theirs: "\(theirs).\(name).weight", isMatrix: true))
      names.append(Name(ours: "\(ours)_b\(role)", theirs: "\(theirs).\(name).bias"))
    }
    addNorm("\(ours)_Wo", "\(theirs)_layer_norm", suffix)
  }

  private mutating func addFeedForward(_ ours: String, _ theirs: String, _ suffix: String) {
    for number in 1...2 {
      names.append(Name(ours: "\(ours)_W\(number)", theirs: "\(theirs).fc\(number).weight", isMatrix: true))
      names.append(Name(ours: "\(ours)_b\(number)", theirs: "\(theirs).fc\(number).bias"))
    }
    addNorm("\(ours)_ffn", "\(theirs).final_layer_norm", suffix)
  }

  private mutating func addNorm(_ ours: String, _ theirs: String, _ suffix: String) {
    names.append(Name(ours: "\(ours)_ln_scale\(suffix)", theirs: "\(theirs).weight"))
    names.append(Name(ours: "\(ours)_ln_bias\(suffix)", theirs: "\(theirs).bias"))
  }
}
