/// Rules out tokens by setting their log-probabilities to minus infinity, in this order of precedence: a forced
/// prefix, the end at the maximum length, required tokens, forbidden tokens and repeated n-grams.
struct TokenConstraints {
  let endOfSentence: Int32
  let forbidden: [Int32]
  let noRepeat: NoRepeatNgram

  /// What a token counts that the scorer holds impossible but that must come: no more than a trace, yet finite.
  static let forcedFloor: Float = -100

  init(_ options: SearchOptions, vocabularySize: Int) {
    endOfSentence = options.endOfSentence
    let end = options.endOfSentence
    forbidden = options.forbiddenTokens.filter { $0 != end && $0 >= 0 && Int($0) < vocabularySize }
    noRepeat = NoRepeatNgram(size: options.noRepeatNgramSize)
  }

  /// Whether ``constrain(_:length:maximumLength:input:tokens:)`` reads the tokens.
  func needsTokens(for input: SearchInput) -> Bool { noRepeat.size > 0 || input.required != nil }

  /// Rules out whatever may not follow a hypothesis of `length` tokens. `</s>` may follow any but a forced prefix, once
  /// all required tokens are there.
  ///
  /// - Returns: whether the end was forced by the maximum length, where something else was likelier.
  func constrain(
    _ row: UnsafeMutableBufferPointer<Float>, length: Int, maximumLength: Int, input: SearchInput, tokens: [Int32]
  ) -> Bool {
    if length < input.forcedPrefix.count {
      force([input.forcedPrefix[length]], in: row)
      return false
    }
    for token in forbidden { row[Int(token)] = -.infinity }
    for token in input.forbiddenTokens { row[Int(token)] = -.infinity }
    noRepeat.forEachRepeating(after: tokens) { row[Int($0)] = -.infinity }
    if let required = input.required, require(required, in: row, tokens: tokens, room: maximumLength - length) {
      return false
    }
    return length >= maximumLength ? forceEnd(in: row) : false
  }

  /// Rules out required tokens that may not come now, and the end before all are there. Where the model would end, or
  /// there is no more room than for those that are missing, one of them is the only choice.
  ///
  /// - Returns: whether that is so.
  private func require(
    _ required: RequiredTokens, in row: UnsafeMutableBufferPointer<Float>, tokens: [Int32], room: Int
  ) -> Bool {
    var placement = Placement(required)
    for token in tokens { placement.read(token) }
    for (index, item) in required.items.enumerated() where !placement.mayFollow(index) {
      row[Int(item.token)] = -.infinity
    }
    guard placement.missing > 0 else { return false }
    let mustPlace = room <= placement.missing || isBest(endOfSentence, in: row)
    row[Int(endOfSentence)] = -.infinity
    if mustPlace { force(placement.due.map { required.items[$0].token }, in: row) }
    return mustPlace
  }

  /// Leaves `tokens` as the only choices of `row`.
  private func force(_ tokens: [Int32], in row: UnsafeMutableBufferPointer<Float>) {
    let scores = tokens.map { row[Int($0)] }
    row.update(repeating: -.infinity)
    for (token, score) in zip(tokens, scores) { row[Int(token)] = score.isFinite ? score : Self.forcedFloor }
  }

  private func isBest(_ token: Int32, in row: UnsafeMutableBufferPointer<Float>) -> Bool {
    let score = row[Int(token)]
    return !row.contains { $0.isFinite && !($0 <= score) }
  }

  /// Leaves `</s>` as the only choice of `row`, and says whether something else would have been chosen.
  private func forceEnd(in row: UnsafeMutableBufferPointer<Float>) -> Bool {
    let isCut = !isBest(endOfSentence, in: row)
    force([endOfSentence], in: row)
    return isCut
  }
}
