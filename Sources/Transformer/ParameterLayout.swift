/// Names and shapes of all parameters of a configuration, in the order in which they stand in one flat vector.
///
/// Names and shapes are Marian's (`encoder_l1_self_Wq`, `[inputs, outputs]`), which CTranslate2 and Hugging Face's
/// MarianMT also read.
public struct ParameterLayout: Sendable {
  public struct Parameter: Sendable, Equatable {
    public let name: String
    public let rows: Int
    public let columns: Int
    /// Where the parameter begins in the flat vector.
    public let offset: Int

    public var count: Int { rows * columns }
    public var range: Range<Int> { offset..<offset + count }
  }

  public private(set) var parameters: [Parameter] = []
  /// Length of the flat vector.
  public private(set) var count = 0
  private var indices: [String: Int] = [:]

  public init(_ configuration: TransformerConfiguration) {
    let c = configuration
    let names = c.embeddingNames
    add(names.source, c.sourceTokens, c.dim)
    if names.target != names.source { add(names.target, c.vocabularySize, c.dim) }
    if names.output != names.target { add(names.output, c.vocabularySize, c.dim) }
    if c.embeddingNorm == true {
      for stack in ["encoder_emb", "decoder_emb"] { addLayerNorm(stack, c.dim, suffix: "") }
    }
    for layer in 1...c.encoderLayers {
      let prefix = "encoder_l\(layer)"
      addAttention("\(prefix)_self", c)
      addFeedForward("\(prefix)_ffn", c)
    }
    for layer in 1...c.decoderLayers {
      let prefix = "decoder_l\(layer)"
      if c.usesRecurrence { addRecurrence("\(prefix)_rnn", c) } else { addAttention("\(prefix)_self", c) }
      addAttention("\(prefix)_context", c)
      addFeedForward("\(prefix)_ffn", c)
    }
    if c.hasTopNorm {
      for stack in ["encoder_top", "decoder_top"] { addLayerNorm(stack, c.dim, suffix: "") }
    }
    add("decoder_ff_logit_out_b", 1, c.vocabularySize)
  }

  /// The parameter called `name`, which must be one of the configuration's.
  public subscript(name: String) -> Parameter {
    guard let index = indices[name] else { preconditionFailure("no parameter called \(name)") }
    return parameters[index]
  }

  private mutating func add(_ name: String, _ rows: Int, _ columns: Int) {
    indices[name] = parameters.count
    parameters.append(Parameter(name: name, rows: rows, columns: columns, offset: count))
    // Every parameter begins on a 64-byte boundary.
    count += (rows * columns + 15) & ~15
  }

  private mutating func addAttention(_ prefix: String, _ c: TransformerConfiguration) {
    for role in ["q", "k", "v", "o"] {
      add("\(prefix)_W\(role)", c.dim, c.dim)
      add("\(prefix)_b\(role)", 1, c.dim)
    }
    addLayerNorm("\(prefix)_Wo", c.dim, suffix: c.normalization.suffix)
  }

  private mutating func addRecurrence(_ prefix: String, _ c: TransformerConfiguration) {
    add("\(prefix)_W", c.dim, c.dim)
    add("\(prefix)_Wf", c.dim, c.dim)
    add("\(prefix)_bf", 1, c.dim)
    addLayerNorm("\(prefix)_ffn", c.dim, suffix: c.normalization.suffix)
  }

  private mutating func addFeedForward(_ prefix: String, _ c: TransformerConfiguration) {
    add("\(prefix)_W1", c.dim, c.feedForward)
    add("\(prefix)_b1", 1, c.feedForward)
    add("\(prefix)_W2", c.feedForward, c.dim)
    add("\(prefix)_b2", 1, c.dim)
    addLayerNorm("\(prefix)_ffn", c.dim, suffix: c.normalization.suffix)
  }

  private mutating func addLayerNorm(_ prefix: String, _ dim: Int, suffix: String) {
    add("\(prefix)_ln_scale\(suffix)", 1, dim)
    add("\(prefix)_ln_bias\(suffix)", 1, dim)
  }
}

extension TransformerConfiguration.Normalization {
  /// Marian's ending for the parameters of a normalisation that stands before its sublayer.
  public var suffix: String { self == .pre ? "_pre" : "" }
}
