import Transformer

/// What has been done in translating, and how long it took: seconds of the clock on the wall, summed over workers.
public struct TranslationWork: Sendable {
  /// Text to ids and back.
  public var subwords = 0.0
  public var encoder = 0.0
  public var decoder = 0.0
  /// Choosing among the decoder's scores.
  public var search = 0.0
  /// Rows that went through the encoder: source tokens, ends of sentences included.
  public var encoderRows = 0
  /// Rows that went through the decoder: one for each live hypothesis in each step.
  public var decoderRows = 0
  /// Scores that the output layer gave: of each row, all tokens or those of a shortlist.
  public var scores = 0

  public init() {}

  mutating func measure<Result>(
    _ phase: WritableKeyPath<TranslationWork, Double>, _ body: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    defer { self[keyPath: phase] += (ContinuousClock.now - start) / .seconds(1) }
    return try body()
  }

  /// The decoder's part of a search is the decoder's.
  mutating func add(_ decoder: TransformerDecoder.Work, sourceTokens: Int) {
    search -= decoder.seconds
    self.decoder += decoder.seconds
    decoderRows += decoder.rows
    scores += decoder.scores
    encoderRows += sourceTokens
  }

  static func + (one: TranslationWork, other: TranslationWork) -> TranslationWork { one.adding(other, times: 1) }

  static func - (one: TranslationWork, other: TranslationWork) -> TranslationWork { one.adding(other, times: -1) }

  private func adding(_ other: TranslationWork, times sign: Int) -> TranslationWork {
    var sum = self
    sum.subwords += Double(sign) * other.subwords
    sum.encoder += Double(sign) * other.encoder
    sum.decoder += Double(sign) * other.decoder
    sum.search += Double(sign) * other.search
    sum.encoderRows += sign * other.encoderRows
    sum.decoderRows += sign * other.decoderRows
    sum.scores += sign * other.scores
    return sum
  }

  /// Multiply-adds in matrix products for this work; attention not counted.
  public func multiplications(_ c: TransformerConfiguration) -> Double {
    let (dim, feedForward) = (Double(c.dim), Double(c.feedForward))
    let encoderLayer = 4 * dim * dim + 2 * dim * feedForward
    let decoderLayer = 6 * dim * dim + 2 * dim * feedForward
    let perSource = Double(c.encoderLayers) * encoderLayer + Double(c.decoderLayers) * 2 * dim * dim
    let perTarget = Double(c.decoderLayers) * decoderLayer
    return Double(encoderRows) * perSource + Double(decoderRows) * perTarget + Double(scores) * dim
  }
}
