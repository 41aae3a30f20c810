/// The sizes and choices that define a Transformer ("Attention Is All You Need", Vaswani et al. 2017).
public struct TransformerConfiguration: Codable, Equatable, Sendable {
  /// Where layer normalisation stands.
  public enum Normalization: String, Codable, Sendable, CaseIterable {
    /// After the residual sum, as published.
    case post
    /// Before the sublayer, with one more normalisation on top of each stack.
    case pre
  }

  public enum Activation: String, Codable, Sendable, CaseIterable {
    case relu
    case swish
    /// x times the normal distribution's share below x (Hendrycks and Gimpel 2016), in imported models only, as the
    /// following: nearly the same by a hyperbolic tangent, and by a logistic function.
    case gelu
    case geluTanh = "gelu-tanh"
    case geluSigmoid = "gelu-sigmoid"

    /// Those that training knows.
    public static let trainable: [Activation] = [.relu, .swish]
  }

  /// Which matrices of embeddings are one.
  public enum Tying: String, Codable, Sendable, CaseIterable {
    /// Source, target and output.
    case all
    /// Target and output.
    case output
    /// Source and target.
    case inputs
    case none
  }

  /// What a decoder layer knows of the past by.
  public enum Memory: String, Codable, Sendable, CaseIterable {
    case attention
    /// A simpler simple recurrent unit (Kim et al. 2019): one vector.
    case ssru
  }

  /// Number of tokens, shared by source and target.
  public var vocabularySize: Int
  /// Width of every row that travels through the model.
  public var dim: Int
  /// Width of the hidden layer of the feed-forward networks.
  public var feedForward: Int
  /// Attention heads; must divide ``dim``.
  public var heads: Int
  public var encoderLayers: Int
  public var decoderLayers: Int
  public var normalization: Normalization
  public var activation: Activation
  /// How positions are spaced; nil is Marian's way, which is that of all models trained here.
  public var positions: PositionalEncoding.Spacing?

  // The rest is that of imported models. Nil is what models trained here have.

  /// Number of source tokens where source and target have vocabularies of their own.
  public var sourceVocabularySize: Int?
  /// Nil: all.
  public var tying: Tying?
  /// Nil: attention.
  public var memory: Memory?
  /// Nil: ``layerNormEpsilon``.
  public var normEpsilon: Float?
  /// The number of the first position; nil: 0.
  public var firstPosition: Int?
  /// What embeddings are multiplied by; nil: sqrt(``dim``).
  public var embeddingFactor: Float?
  /// The token that the decoder begins with; nil: a zero vector.
  public var startToken: Int32?
  /// Whether both stacks end with a normalisation; nil: where it stands in front of sublayers.
  public var topNorm: Bool?
  /// Whether embeddings are normalised before they enter a stack; nil: no.
  public var embeddingNorm: Bool?

  public init(
    vocabularySize: Int, dim: Int = 256, feedForward: Int = 1024, heads: Int = 8, encoderLayers: Int = 6,
    decoderLayers: Int = 2, normalization: Normalization = .post, activation: Activation = .relu
  ) {
    self.vocabularySize = vocabularySize
    self.dim = dim
    self.feedForward = feedForward
    self.heads = heads
    self.encoderLayers = encoderLayers
    self.decoderLayers = decoderLayers
    self.normalization = normalization
    self.activation = activation
  }

  public var headDim: Int { dim / heads }

  public var positionSpacing: PositionalEncoding.Spacing { positions ?? .marian }
  public var sourceTokens: Int { sourceVocabularySize ?? vocabularySize }
  public var effectiveTying: Tying { tying ?? .all }
  public var usesRecurrence: Bool { memory == .ssru }
  public var hasTopNorm: Bool { topNorm ?? (normalization == .pre) }
  public var embeddingScale: Float { embeddingFactor ?? Float(dim).squareRoot() }

  /// The names of the matrices of embeddings: for source, target and output. Those that are tied have the same.
  public var embeddingNames: (source: String, target: String, output: String) {
    switch effectiveTying {
    case .all: ("Wemb", "Wemb", "Wemb")
    case .output: ("encoder_Wemb", "decoder_Wemb", "decoder_Wemb")
    case .inputs: ("Wemb", "Wemb", "decoder_ff_logit_out_Wt")
    case .none: ("encoder_Wemb", "decoder_Wemb", "decoder_ff_logit_out_Wt")
    }
  }

  /// Whether training can go on with such a model: it is of the form of those that are trained here.
  public var isTrainable: Bool {
    sourceVocabularySize == nil && effectiveTying == .all && !usesRecurrence && normEpsilon == nil
      && (firstPosition ?? 0) == 0 && positionSpacing == .marian && embeddingFactor == nil && startToken == nil
      && topNorm == nil && embeddingNorm == nil && Activation.trainable.contains(activation)
  }

  /// Variance is never divided by less than this.
  public static let layerNormEpsilon: Float = 1e-6

  /// Says what is wrong with the sizes, or nil.
  public var problem: String? {
    let sizes = [
      ("vocabularySize", vocabularySize, 4...4_000_000), ("dim", dim, 2...16_384),
      ("feedForward", feedForward, 1...131_072), ("heads", heads, 1...1_024),
      ("encoderLayers", encoderLayers, 1...256), ("decoderLayers", decoderLayers, 1...256),
    ]
    for (name, value, range) in sizes where !range.contains(value) {
      return "\(name) is \(value), not within \(range.lowerBound)...\(range.upperBound)"
    }
    if let problem = importedProblem { return problem }
    if dim % heads != 0 { return "dim \(dim) is not a multiple of heads \(heads)" }
    if dim % 2 != 0 { return "dim \(dim) is odd; sinusoidal positions need an even one" }
    return nil
  }

  private var importedProblem: String? {
    if let size = sourceVocabularySize {
      guard 4...4_000_000 ~= size else { return "sourceVocabularySize is \(size), not within 4...4000000" }
      guard [.output, .none].contains(effectiveTying) || size == vocabularySize else {
        return "source and target share embeddings, but not their number of tokens"
      }
    }
    if let normEpsilon, !(normEpsilon >= 0 && normEpsilon < 1) { return "normEpsilon is \(normEpsilon)" }
    if let embeddingFactor, !embeddingFactor.isFinite { return "embeddingFactor is \(embeddingFactor)" }
    if let firstPosition, !(0...1000).contains(firstPosition) { return "firstPosition is \(firstPosition)" }
    if let startToken, !(0..<vocabularySize).contains(Int(startToken)) { return "startToken is \(startToken)" }
    return nil
  }
}
