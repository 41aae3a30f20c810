/// Rules out tokens by setting their log-probabilities to minus infinity, in this order of precedence: a forced
/// prefix, the end at the maximum length, forbidden tokens and repeated n-grams.
struct TokenConstraints {
  let endOfSentence: Int32
  let forbidden: [Int32]
  let noRepeat: NoRepeatNgram

  /// What a token counts that the scorer holds impossible but a forced prefix demands: no more than a trace, yet finite.
  static let forcedFloor: Float = -100

  init(_ options: SearchOptions, vocabularySize: Int) {
    endOfSentence = options.endOfSentence
    let end = options.endOfSentence
    forbidden = options.forbiddenTokens.filter { $0 != end && $0 >= 0 && Int($0) < vocabularySize }
    noRepeat = NoRepeatNgram(size: options.noRepeatNgramSize)
  }

  /// Whether ``constrain(_:length:maximumLength:prefix:tokens:)`` reads the tokens.
  var needsTokens: Bool { noRepeat.size > 0 }

  /// Rules out whatever may not follow a hypothesis of `length` tokens. `</s>` may follow any but a forced prefix.
  ///
  /// - Returns: whether the end was forced by the maximum length, where something else was likelier.
  func constrain(
    _ row: UnsafeMutableBufferPointer<Float>, length: Int, maximumLength: Int, prefix: [Int32], tokens: [Int32]
  ) -> Bool {
    if length < prefix.count {
      force(prefix[length], in: row)
      return false
    }
    for token in forbidden { row[Int(token)] = -.infinity }
    noRepeat.forEachRepeating(after: tokens) { row[Int($0)] = -.infinity }
    return length >= maximumLength ? forceEnd(in: row) : false
  }

  /// Leaves `token` as the only choice of `row`.
  private func force(_ token: Int32, in row: UnsafeMutableBufferPointer<Float>) {
    let score = row[Int(token)]
    row.update(repeating: -.infinity)
    row[Int(token)] = score.isFinite ? score : Self.forcedFloor
  }

  /// Leaves `</s>` as the only choice of `row`, and says whether something else would have been chosen.
  private func forceEnd(in row: UnsafeMutableBufferPointer<Float>) -> Bool {
    let score = row[Int(endOfSentence)]
    let isCut = row.contains { $0.isFinite && !($0 <= score) }
    force(endOfSentence, in: row)
    return isCut
  }
}
