/// Forbids the tokens that would make a hypothesis hold the same sequence of `size` tokens twice.
struct NoRepeatNgram {
  let size: Int

  /// Calls `forbid` with every token that may not follow `tokens`.
  func forEachRepeating(after tokens: [Int32], _ forbid: (Int32) -> Void) {
    guard size > 0, tokens.count >= size else { return }
    tokens.withUnsafeBufferPointer { tokens in
      let context = tokens.count - (size - 1)
      for start in 0...(tokens.count - size) {
        var matches = true
        for offset in 0..<(size - 1) where tokens[start + offset] != tokens[context + offset] {
          matches = false
          break
        }
        if matches { forbid(tokens[start + size - 1]) }
      }
    }
  }
}
