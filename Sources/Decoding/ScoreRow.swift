/// The scores of one row: what the next token of a hypothesis may be, and how likely it is.
public struct ScoreRow {
  /// One for each token, or for each of ``tokens``. Less ``normalizer`` they are natural-log probabilities.
  public var values: UnsafeBufferPointer<Float>

  /// The tokens that `values` belong to, ascending; all others are ruled out. Nil: `values[i]` is that of token `i`.
  public var tokens: UnsafePointer<Int32>?

  public var normalizer: Float

  /// At least the largest of each ``blockSize`` values; nil where they are not known.
  public var maxima: UnsafePointer<Float>?

  public static let blockSize = 128

  public init(
    values: UnsafeBufferPointer<Float>, tokens: UnsafePointer<Int32>? = nil, normalizer: Float = 0,
    maxima: UnsafePointer<Float>? = nil
  ) {
    self.values = values
    self.tokens = tokens
    self.normalizer = normalizer
    self.maxima = maxima
  }

  func token(at index: Int) -> Int32 { tokens.map { $0[index] } ?? Int32(index) }

  /// Writes the log-probability of every token of the vocabulary to `row`, minus infinity for those that are ruled out.
  func expand(into row: inout [Float], vocabularySize: Int) {
    row.removeAll(keepingCapacity: true)
    guard let tokens else { return row.append(contentsOf: values.lazy.map { $0 - normalizer }) }
    row.append(contentsOf: repeatElement(-.infinity, count: vocabularySize))
    for (index, value) in values.enumerated() { row[Int(tokens[index])] = value - normalizer }
  }
}

extension TokenConstraints {
  /// Whether a hypothesis of `length` tokens may go on with any token but the forbidden ones.
  func leaveOpen(length: Int, maximumLength: Int, input: SearchInput) -> Bool {
    length >= input.forcedPrefix.count && length < maximumLength && !needsTokens(for: input)
  }
}
