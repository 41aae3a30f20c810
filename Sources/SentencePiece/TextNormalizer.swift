/// Text as pieces are looked for in it, and where each of its bytes comes from.
struct NormalizedText {
  var bytes: [UInt8] = []
  /// For each byte, and for the end, a place in the bytes of the original.
  var origins: [Int32] = []
}

/// Replaces characters by the model's map, marks spaces with `▁` and takes away those that are too many.
struct TextNormalizer {
  private let model: SentencePieceModel
  private var result = NormalizedText()
  /// What stands for a space.
  private let space: [UInt8]

  static let marker: [UInt8] = [0xE2, 0x96, 0x81]
  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  init(_ model: SentencePieceModel) {
    self.model = model
    space = model.normalization.escapesSpaces ? Self.marker : [0x20]
  }

  /// The text in `result`, whose memory is used again.
  mutating func normalize(_ text: UnsafeBufferPointer<UInt8>, into result: inout NormalizedText) {
    swap(&self.result, &result)
    defer { swap(&self.result, &result) }
    self.result.bytes.removeAll(keepingCapacity: true)
    self.result.origins.removeAll(keepingCapacity: true)
    var end = run(text)
    let rules = model.normalization
    if rules.removesExtraSpaces, end != nil { end = removeTrailingSpaces(end ?? 0) }
    if rules.spaceIsSuffix, rules.addsDummyPrefix, let end { append(space[...], from: end) }
    self.result.origins.append(Int32(end ?? text.count))
  }

  /// All but what happens at the end.
  ///
  /// - Returns: how much of `text` was taken; nil where nothing but spaces is there.
  private mutating func run(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let rules = model.normalization
    var position = rules.removesExtraSpaces ? skipSpaces(text) : 0
    guard position < text.count else { return nil }
    if rules.addsDummyPrefix, !rules.spaceIsSuffix { append(space[...], from: position) }
    var isAfterSpace = rules.removesExtraSpaces
    while position < text.count {
      let start = position
      position += withNext(text, position) { piece, normalizer in
        let rest = isAfterSpace ? UnsafeBufferPointer(rebasing: piece.drop { $0 == 0x20 }) : piece
        normalizer.append(escaping: rest, from: start)
        if let last = rest.last { isAfterSpace = last == 0x20 }
      }
      if !rules.removesExtraSpaces { isAfterSpace = false }
    }
    return position
  }

  private mutating func skipSpaces(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 0
    while position < text.count {
      var isSpace = false
      let length = withNext(text, position) { piece, _ in isSpace = piece.count == 1 && piece[0] == 0x20 }
      guard isSpace else { break }
      position += length
    }
    return position
  }

  private mutating func removeTrailingSpaces(_ end: Int) -> Int {
    var end = end
    while result.bytes.count >= space.count, result.bytes.suffix(space.count).elementsEqual(space) {
      let length = result.bytes.count - space.count
      end = Int(result.origins[length])
      result.bytes.removeLast(space.count)
      result.origins.removeLast(space.count)
    }
    return end
  }

  /// Hands what the next characters become to `body`: a symbol of the user's as it is, the longest text that the map
  /// has, or one character.
  ///
  /// - Returns: how many bytes that were.
  private mutating func withNext(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int,
    _ body: (UnsafeBufferPointer<UInt8>, inout TextNormalizer) -> Void
  ) -> Int {
    if let length = model.userDefined?.longestMatch(text, from: start) {
      body(UnsafeBufferPointer(rebasing: text[start..<start + length]), &self)
      return length
    }
    if let map = model.normalization.map, let match = map.longestMatch(text, from: start) {
      map.withReplacement(at: match.replacement) { body($0, &self) }
      return match.length
    }
    guard let length = utf8Length(text, at: start) else {
      Self.replacement.withUnsafeBufferPointer { body($0, &self) }
      return 1
    }
    body(UnsafeBufferPointer(rebasing: text[start..<start + length]), &self)
    return length
  }

  private mutating func append(escaping piece: UnsafeBufferPointer<UInt8>, from origin: Int) {
    for byte in piece {
      if byte == 0x20 {
        append(space[...], from: origin)
      } else {
        result.bytes.append(byte)
        result.origins.append(Int32(origin))
      }
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, from origin: Int) {
    result.bytes.append(contentsOf: bytes)
    for _ in bytes { result.origins.append(Int32(origin)) }
  }
}

extension PieceTrie {
  /// The length of the longest string that `text` has at `start`.
  func longestMatch(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var best: Int?
    var node = Self.root
    for position in start..<text.count {
      node = child(of: node, text[position])
      if node == 0 { break }
      if value(at: node) >= 0 { best = position + 1 - start }
    }
    return best
  }
}
