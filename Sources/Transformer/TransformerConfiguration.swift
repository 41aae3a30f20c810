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
    if dim % heads != 0 { return "dim \(dim) is not a multiple of heads \(heads)" }
    if dim % 2 != 0 { return "dim \(dim) is odd; sinusoidal positions need an even one" }
    return nil
  }
}
