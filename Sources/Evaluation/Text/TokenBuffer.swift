/// One line on its way through a tokeniser: each step reads `front`, writes `back` and swaps them.
struct TokenBuffer: ~Copyable {
  struct Token: BitwiseCopyable {
    let start: Int
    let count: Int
  }

  var front = Buffer<UInt8>()
  var back = Buffer<UInt8>()
  var tokens = Buffer<Token>()

  /// Takes in a line without the white space at its end.
  mutating func load(_ line: Bytes, lowercased: Bool) {
    front.count = 0
    let text = Whitespace.trimmedEnd(line)
    if lowercased { Lowercase.append(text, to: &front) } else { front.append(text) }
  }

  mutating func trimStart() {
    let text = Whitespace.trimmedStart(front.view)
    guard text.count < front.count else { return }
    back.count = 0
    back.append(text)
    swap(&front, &back)
  }

  /// Runs one rewriting step; `growth` is the most bytes it can write for one byte read.
  @inline(__always)
  mutating func rewrite(growth: Int, _ step: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> Int) {
    back.reserve(front.count * growth + 2)
    back.count = step(front.base, front.count, back.base)
    swap(&front, &back)
  }

  /// Cuts `front` at white space into `tokens`.
  mutating func split() {
    tokens.count = 0
    let base = front.base
    let end = front.count
    var index = 0
    while index < end {
      let space = Whitespace.length(base, at: index, end: end)
      guard space == 0 else {
        index += space
        continue
      }
      let start = index
      repeat { index += 1 } while index < end && Whitespace.length(base, at: index, end: end) == 0
      tokens.append(Token(start: start, count: index - start))
    }
  }

  func bytes(of token: Token) -> Bytes { Bytes(start: front.base + token.start, count: token.count) }
}
