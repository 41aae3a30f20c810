import Subwords
import Transformer

extension ForeignOptions {
  /// What `config.json` of a published model says, if it can be said here.
  func huggingFaceConfiguration() throws(InterchangeError) -> TransformerConfiguration {
    let type = try expect("model_type", ["marian", "m2m_100"])
    let isMarian = type == "marian"
    let source = try number("vocab_size")
    let target = isMarian ? try number("decoder_vocab_size", default: source) : source
    var configuration = try commonConfiguration(
      vocabularySize: target, activations: ["relu", "swish", "silu", "gelu", "gelu_new"],
      normalization: isMarian ? .post : .pre)
    try checkForm(isPre: !isMarian)
    configuration.tying = try huggingFaceTying()
    if [.output, .none].contains(configuration.effectiveTying) {
      configuration.sourceVocabularySize = source
    } else if source != target {
      throw unsupported("decoder_vocab_size", "\(target)", "\(source), where embeddings are shared")
    }
    configuration.positions = isMarian ? .published : nil
    // Positions are counted from behind that of padding.
    configuration.firstPosition = isMarian ? nil : 2
    configuration.normEpsilon = 1e-5
    configuration.startToken = Int32(clamping: try number("decoder_start_token_id"))
    configuration.embeddingFactor = self["scale_embedding"] == "true" ? nil : 1
    if let problem = configuration.problem { throw .malformed(file: file, line: nil, reason: problem) }
    return configuration
  }

  /// What `config.json` of a model of ours says. The last piece is padding, and no piece of ours.
  func ourHuggingFaceConfiguration() throws(InterchangeError) -> TransformerConfiguration {
    let type = try expect("model_type", ["marian", "pegasus"])
    try checkTokens()
    try expect("scale_embedding", ["true"], default: "false")
    try expect("tie_word_embeddings", ["true"], default: "true")
    try expect("share_encoder_decoder_embeddings", ["true"], default: "true")
    let isPre = type == "pegasus"
    try checkForm(isPre: isPre)
    var configuration = try commonConfiguration(
      vocabularySize: try number("vocab_size") - 1, activations: ["relu", "swish", "silu"],
      normalization: isPre ? .pre : .post)
    configuration.positions = .published
    if let problem = configuration.problem { throw .malformed(file: file, line: nil, reason: problem) }
    return configuration
  }

  private func commonConfiguration(
    vocabularySize: Int, activations: [String], normalization: TransformerConfiguration.Normalization
  ) throws(InterchangeError) -> TransformerConfiguration {
    let (heads, feedForward) = (try number("encoder_attention_heads"), try number("encoder_ffn_dim"))
    try expect("decoder_attention_heads", ["\(heads)"])
    try expect("decoder_ffn_dim", ["\(feedForward)"])
    let activation: TransformerConfiguration.Activation =
      switch try expect("activation_function", activations) {
      case "relu": .relu
      case "gelu": .gelu
      case "gelu_new": .geluTanh
      default: .swish
      }
    return TransformerConfiguration(
      vocabularySize: vocabularySize, dim: try number("d_model"), feedForward: feedForward, heads: heads,
      encoderLayers: try number("encoder_layers"), decoderLayers: try number("decoder_layers"),
      normalization: normalization, activation: activation)
  }

  private func huggingFaceTying() throws(InterchangeError) -> TransformerConfiguration.Tying? {
    let isShared = self["share_encoder_decoder_embeddings"] != "false"
    let isTied = self["tie_word_embeddings"] != "false"
    switch (isShared, isTied) {
    case (true, true): return nil
    case (true, false): return .inputs
    case (false, true): return .output
    case (false, false): return TransformerConfiguration.Tying.none
    }
  }

  private func checkTokens() throws(InterchangeError) {
    let size = try number("vocab_size")
    try expect("decoder_vocab_size", ["\(size)"], default: "\(size)")
    try expect("eos_token_id", ["\(Vocabulary.endOfSentence)"])
    try expect("decoder_start_token_id", ["\(size - 1)"])
    try expect("pad_token_id", ["\(size - 1)"])
  }

  /// Some options are of older versions, and without effect on the weights unless another class was meant.
  private func checkForm(isPre: Bool) throws(InterchangeError) {
    try expect("normalize_embedding", ["false"], default: "false")
    let isPre = "\(isPre)"
    try expect("normalize_before", [isPre], default: isPre)
    try expect("add_final_layer_norm", [isPre], default: isPre)
  }
}
