import Transformer

extension ForeignOptions {
  /// What Marian's options say, if it can be said here.
  ///
  /// Options that only training or decoding uses are not looked at.
  func marianConfiguration() throws(InterchangeError) -> TransformerConfiguration {
    try expect("type", ["transformer"])
    try checkParts()
    let steps = try marianSteps()
    let sizes = try vocabularySizes()
    var configuration = TransformerConfiguration(
      vocabularySize: sizes.target, dim: try number("dim-emb"),
      feedForward: try number("transformer-dim-ffn"), heads: try number("transformer-heads"),
      encoderLayers: try number("enc-depth"), decoderLayers: try number("dec-depth"),
      normalization: steps.normalization, activation: try marianActivation())
    configuration.topNorm = steps.hasTop == (steps.normalization == .pre) ? nil : steps.hasTop
    configuration.embeddingNorm = steps.hasEmbedding ? true : nil
    configuration.memory = self["transformer-decoder-autoreg"] == "rnn" ? .ssru : nil
    configuration.tying = try marianTying()
    if [.output, .none].contains(configuration.effectiveTying) {
      configuration.sourceVocabularySize = sizes.source
    } else if sizes.source != sizes.target {
      throw unsupported("dim-vocabs", self["dim-vocabs"] ?? "", "vocabularies of one size where embeddings are shared")
    }
    if let problem = configuration.problem { throw .malformed(file: file, line: nil, reason: problem) }
    return configuration
  }

  private func vocabularySizes() throws(InterchangeError) -> (source: Int, target: Int) {
    let sizes = try numbers("dim-vocabs")
    guard sizes.count == 2 else {
      throw unsupported("dim-vocabs", self["dim-vocabs"] ?? "", "one source and one target")
    }
    return (sizes[0], sizes[1])
  }

  /// Marian of before 1.12.3 had a logistic function for GELU.
  private func marianActivation() throws(InterchangeError) -> TransformerConfiguration.Activation {
    switch try expect("transformer-ffn-activation", ["relu", "swish", "gelu"], default: "swish") {
    case "relu": .relu
    case "swish": .swish
    default: isBefore(1, 12, 3) ? .geluSigmoid : .gelu
    }
  }

  private func isBefore(_ version: Int...) -> Bool {
    let text = (self["version"] ?? "").drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
    return text.split(separator: ".").compactMap { Int($0) }.lexicographicallyPrecedes(version)
  }

  private func marianTying() throws(InterchangeError) -> TransformerConfiguration.Tying? {
    func isSet(_ option: String) -> Bool { self[option] == "true" }
    try expect("transformer-train-position-embeddings", ["false"], default: "false")
    try expect("transformer-train-positions", ["false"], default: "false")
    try expect("lemma-dim-emb", ["0"], default: "0")
    if isSet("tied-embeddings-all") { return nil }
    switch (isSet("tied-embeddings-src"), isSet("tied-embeddings")) {
    case (true, true): return nil
    case (true, false): return .inputs
    case (false, true): return .output
    case (false, false): return TransformerConfiguration.Tying.none
    }
  }

  private func checkParts() throws(InterchangeError) {
    let memory = try expect("transformer-decoder-autoreg", ["self-attention", "rnn"], default: "self-attention")
    if memory == "rnn" {
      try expect("dec-cell", ["ssru"], default: "gru")
      try expect("layer-normalization", ["false"], default: "false")
    }
    try expect("transformer-ffn-depth", ["2"], default: "2")
    try expect("transformer-decoder-ffn-depth", ["0", "2"], default: "0")
    try expect("transformer-decoder-dim-ffn", ["0", self["transformer-dim-ffn"] ?? "0"], default: "0")
    try expect("transformer-tied-layers", ["[]"], default: "[]")
    let absent = [
      "transformer-no-projection", "transformer-no-bias", "transformer-no-affine", "transformer-rnn-projection",
      "transformer-pool", "skip", "transformer-disable-position-embeddings",
    ]
    for option in absent { try expect(option, ["false"], default: "false") }
  }

  private struct Steps {
    var normalization: TransformerConfiguration.Normalization
    var hasTop: Bool
    var hasEmbedding: Bool
  }

  /// Where layer normalisation stands. Dropout (`d`) is of no matter here.
  private func marianSteps() throws(InterchangeError) -> Steps {
    func steps(_ option: String, _ standard: String) -> String { (self[option] ?? standard).filter { $0 != "d" } }
    for option in ["transformer-preprocess-emb", "transformer-postprocess-emb"] where !steps(option, "d").isEmpty {
      guard option == "transformer-postprocess-emb", steps(option, "d") == "n" else {
        throw unsupported(option, self[option] ?? "", "d, and behind embeddings n")
      }
    }
    let (before, after) = (steps("transformer-preprocess", ""), steps("transformer-postprocess", "dan"))
    let top = steps("transformer-postprocess-top", "")
    let isKnown = (before, after) == ("", "an") || (before, after) == ("n", "a")
    guard isKnown, ["", "n"].contains(top) else {
      throw unsupported(
        "transformer-preprocess / -postprocess / -postprocess-top", "'\(before)' / '\(after)' / '\(top)'",
        "'' / 'dan' and 'n' / 'da', each with '' or 'n'")
    }
    return Steps(
      normalization: before == "n" ? .pre : .post, hasTop: top == "n",
      hasEmbedding: steps("transformer-postprocess-emb", "d") == "n")
  }
}
