import Transformer

/// What Marian's options can say of a model, and how they say it.
struct MarianForm {
  private let configuration: TransformerConfiguration
  private let path: String

  init(_ configuration: TransformerConfiguration, path: String) {
    (self.configuration, self.path) = (configuration, path)
  }

  private func unsupported(_ option: String, _ value: String, _ supported: String) -> InterchangeError {
    .unsupported(
      file: path, option: option, value: value,
      supported: "\(supported) in Marian's format; try --format huggingface or ctranslate2")
  }

  /// Refuses what the options have no words for.
  func check() throws(InterchangeError) {
    let c = configuration
    let spacing = c.positionSpacing
    // Of models of ours only what they are is right; one from elsewhere that is spaced as published was Marian's before.
    let isFamiliar = spacing == .marian || spacing == .published && c.startToken != nil
    guard isFamiliar, (c.firstPosition ?? 0) == 0 else {
      let first = c.firstPosition.map { " from \($0) on" } ?? ""
      throw unsupported(
        "the spacing of positions", spacing.rawValue + first, "\(PositionalEncoding.Spacing.marian) from 0 on")
    }
    guard c.activation != .geluTanh else {
      throw unsupported("the activation", c.activation.rawValue, "relu, swish, gelu and gelu-sigmoid")
    }
    guard c.embeddingFactor == nil || c.embeddingScale == Float(c.dim).squareRoot() else {
      throw unsupported("the factor of embeddings", "\(c.embeddingScale)", "the square root of their width")
    }
  }

  /// Marian's decoder begins with zeros.
  func checkStart(_ parameters: ParameterReader) throws {
    let c = configuration
    guard let token = c.startToken, let embeddings = parameters[c.embeddingNames.target] else { return }
    guard try parameters.isZero(row: Int(token), of: embeddings) else {
      throw unsupported("the token that the decoder begins with", "\(token)", "a vector of zeros")
    }
  }

  /// What Marian will do otherwise than the model says.
  var warnings: [String] {
    var warnings: [String] = []
    if configuration.normalization == .pre {
      warnings.append(
        "Marian's decoder runs models whose normalisation stands in front (pre-norm) wrongly, although its scorer reads "
          + "them right: translate with this one in CTranslate2 (--format ctranslate2)")
    }
    if configuration.positionSpacing != .marian {
      warnings.append(
        "Marian spaces positions in its own way, not as this model does: right for models that Marian trained (OPUS-MT)"
      )
    }
    return warnings
  }

  /// The YAML among the weights.
  static func options(_ c: TransformerConfiguration, maximumLength: Int) -> String {
    let isPreNorm = c.normalization == .pre
    let tying = c.effectiveTying
    return """
      type: transformer
      dim-emb: \(c.dim)
      dim-vocabs: [\(c.sourceTokens), \(c.vocabularySize)]
      enc-depth: \(c.encoderLayers)
      dec-depth: \(c.decoderLayers)
      transformer-heads: \(c.heads)
      transformer-dim-ffn: \(c.feedForward)
      transformer-ffn-depth: 2
      transformer-ffn-activation: \(c.activation == .geluSigmoid ? "gelu" : c.activation.rawValue)
      transformer-preprocess: "\(isPreNorm ? "n" : "")"
      transformer-postprocess: "\(isPreNorm ? "da" : "dan")"
      transformer-postprocess-top: "\(c.hasTopNorm ? "n" : "")"
      transformer-preprocess-emb: ""
      transformer-postprocess-emb: \(c.embeddingNorm == true ? "dn" : "d")
      transformer-decoder-autoreg: \(c.usesRecurrence ? "rnn\ndec-cell: ssru" : "self-attention")
      transformer-guided-alignment-layer: last
      transformer-train-position-embeddings: false
      transformer-no-projection: false
      transformer-no-bias: false
      transformer-no-affine: false
      transformer-tied-layers: []
      tied-embeddings: \(tying == .output)
      tied-embeddings-src: \(tying == .inputs)
      tied-embeddings-all: \(tying == .all)
      lemma-dim-emb: 0
      max-length: \(maximumLength)
      skip: false
      version: \(c.activation == .gelu ? "v1.12.3" : "v1.9.0")

      """
  }
}
