import Transformer

/// Which of the classes of `transformers` a model becomes, and the numbers of its tokens there.
struct HuggingFaceForm {
  enum Class {
    /// Normalisation behind sublayers.
    case marian
    /// Normalisation in front; else the same.
    case pegasus
    /// M2M100 and NLLB: normalisation in front, positions from 2 on, tokens for languages.
    case manyLanguages
  }

  let kind: Class
  let padding: Int
  let start: Int
  /// Rows of embeddings: the model's, or, where its decoder begins with zeros, more of them: the last one is zero.
  let sourceRows: Int
  let targetRows: Int
  let warnings: [String]
  private let configuration: TransformerConfiguration
  private let vocabulary: ExportVocabulary
  private let path: String

  static let paddingPiece = "<pad>"

  init(_ c: TransformerConfiguration, _ vocabulary: ExportVocabulary, path: String) throws {
    (configuration, self.vocabulary, self.path) = (c, vocabulary, path)
    let isMany = vocabulary.rules?.languages?.source.isEmpty == false
    kind = isMany ? .manyLanguages : c.normalization == .pre ? .pegasus : .marian
    let known = vocabulary.number(of: Self.paddingPiece, in: vocabulary.source)
    if let token = c.startToken {
      (start, sourceRows, targetRows) = (Int(token), c.sourceTokens, c.vocabularySize)
      padding = isMany ? (c.firstPosition ?? 1) - 1 : known ?? Int(token)
    } else {
      // One for both: `transformers` knows one number of padding for source and target.
      let last = max(c.sourceTokens, c.vocabularySize)
      (start, sourceRows, targetRows) = (last, last + 1, last + 1)
      padding = known ?? last
    }
    warnings =
      c.normEpsilon == 1e-5 || vocabulary.rules == nil
      ? []
      : [
        "transformers adds 1e-5 to the variance of layers, this model \(c.normEpsilon ?? TransformerConfiguration.layerNormEpsilon): scores differ a little"
      ]
    try check()
  }

  private func check() throws {
    let c = configuration
    func unsupported(_ option: String, _ value: String, _ supported: String) -> InterchangeError {
      .unsupported(file: path, option: option, value: value, supported: "\(supported) in Hugging Face's format")
    }
    guard !c.usesRecurrence else {
      throw unsupported(
        "the decoder", "made of recurrent units (SSRU)",
        "decoders with attention; --format marian has both, and others are not known")
    }
    guard c.hasTopNorm == (c.normalization == .pre), c.embeddingNorm != true else {
      throw unsupported("the places of normalisation", "more or fewer than usual", "those as published, or in front")
    }
    guard c.activation != .geluSigmoid else {
      throw unsupported("the activation", c.activation.rawValue, "relu, swish, gelu and gelu-tanh")
    }
    guard c.embeddingFactor == nil || c.embeddingScale == Float(c.dim).squareRoot() || c.embeddingScale == 1 else {
      throw unsupported("the factor of embeddings", "\(c.embeddingScale)", "1 or the square root of their width")
    }
    guard padding < sourceRows, padding < targetRows else {
      throw unsupported("padding", "token \(padding)", "a token that source and target both have")
    }
    switch kind {
    case .marian: try vocabulary.expectPlainFrame("MarianMT's form")
    case .pegasus:
      try vocabulary.expectPlainFrame("Pegasus' form")
      guard [.all, .inputs].contains(c.effectiveTying) else {
        throw unsupported("embeddings", "of source and target apart, with normalisation in front", "shared ones")
      }
    case .manyLanguages:
      guard c.normalization == .pre, c.firstPosition == 2, c.effectiveTying == .all, c.positionSpacing == .marian,
        c.startToken != nil
      else { throw unsupported("a model of many languages", "of this form", "M2M100's and NLLB's") }
    }
  }

  /// `config.json`.
  func configuration(positions: Int) -> String {
    let c = configuration
    let (name, type) =
      switch kind {
      case .marian: ("MarianMTModel", "marian")
      case .pegasus: ("PegasusForConditionalGeneration", "pegasus")
      case .manyLanguages: ("M2M100ForConditionalGeneration", "m2m_100")
      }
    let activation = c.activation == .geluTanh ? "gelu_new" : c.activation.rawValue
    return Self.object(
      [
        ("architectures", "[\"\(name)\"]"), ("model_type", "\"\(type)\""), ("is_encoder_decoder", "true"),
        ("vocab_size", "\(sourceRows)"), ("d_model", "\(c.dim)"),
        ("encoder_layers", "\(c.encoderLayers)"), ("decoder_layers", "\(c.decoderLayers)"),
        ("encoder_attention_heads", "\(c.heads)"), ("decoder_attention_heads", "\(c.heads)"),
        ("encoder_ffn_dim", "\(c.feedForward)"), ("decoder_ffn_dim", "\(c.feedForward)"),
        ("activation_function", "\"\(activation)\""),
        ("scale_embedding", "\(c.embeddingScale != 1)"),
        ("share_encoder_decoder_embeddings", "\([.all, .inputs].contains(c.effectiveTying))"),
        ("tie_word_embeddings", "\([.all, .output].contains(c.effectiveTying))"),
        ("max_position_embeddings", "\(positions)"), ("bos_token_id", kind == .manyLanguages ? "0" : "null"),
      ] + (targetRows == sourceRows ? [] : [("decoder_vocab_size", "\(targetRows)")]) + tokens)
  }

  /// `generation_config.json`.
  func generation(_ facts: ExchangeFacts, positions: Int) -> String {
    let extra = configuration.startToken == nil ? Set([padding, start]) : [padding]
    let suppressed = Set(vocabulary.forbidden.map(Int.init)).union(extra).sorted()
    var fields =
      tokens + [
        ("suppress_tokens", "[\(suppressed.map(String.init).joined(separator: ", "))]"),
        ("max_length", "\(kind == .manyLanguages ? min(positions, facts.maximumLength) : positions)"),
      ]
    if let beamSize = facts.beamSize { fields.append(("num_beams", "\(beamSize)")) }
    if let power = facts.lengthNormalization { fields.append(("length_penalty", "\(power)")) }
    return Self.object(fields)
  }

  private var tokens: [(String, String)] {
    var fields = [("eos_token_id", "\(vocabulary.endOfSentence)")]
    // M2M100 begins with a language, which whoever translates names.
    if kind != .manyLanguages { fields.append(("forced_eos_token_id", "\(vocabulary.endOfSentence)")) }
    return fields + [("pad_token_id", "\(padding)"), ("decoder_start_token_id", "\(start)")]
  }

  static func object(_ fields: [(name: String, value: String)]) -> String {
    "{\n" + fields.map { "  \(PieceList.quoted($0.name)): \($0.value)" }.joined(separator: ",\n") + "\n}\n"
  }
}
