/// The rules of mteval-v14 for text in any script: punctuation is cut off unless digits stand on both sides of it, and
/// symbols stand alone.
extension Tokeniser {
  static func tokeniseInternational(_ buffer: inout TokenBuffer) {
    CharacterClass.basicPlane.withUnsafeBufferPointer { table in
      guard let classes = table.baseAddress else { return }
      let number = CharacterClass.number.rawValue
      let punctuation = CharacterClass.punctuation.rawValue
      buffer.rewriteCharacterPairs(classes, spacesBefore: false) { $0 != number && $1 == punctuation }
      buffer.rewriteCharacterPairs(classes, spacesBefore: true) { $0 == punctuation && $1 != number }
      buffer.isolateCharacters { CharacterClass.of($0, in: classes) == CharacterClass.symbol.rawValue }
    }
    buffer.split()
  }
}

extension TokenBuffer {
  /// Writes each pair of characters whose classes match as "a b " (or " a b"), from the left, without overlap.
  @inline(__always)
  mutating func rewriteCharacterPairs(
    _ classes: UnsafePointer<UInt8>, spacesBefore: Bool, where matches: (UInt8, UInt8) -> Bool
  ) {
    rewrite(growth: 2) { source, count, output in
      var written = 0
      var index = 0
      while index < count {
        let first = UTF8Scanning.decode(source, at: index)
        let next = index + first.length
        let second = next < count ? UTF8Scanning.decode(source, at: next) : (scalar: 0, length: 0)
        let isPair =
          next < count
          && matches(CharacterClass.of(first.scalar, in: classes), CharacterClass.of(second.scalar, in: classes))
        if isPair, spacesBefore { TokenBuffer.write(0x20, to: output, &written) }
        TokenBuffer.copy(source + index, first.length, to: output, &written)
        if isPair {
          TokenBuffer.write(0x20, to: output, &written)
          TokenBuffer.copy(source + next, second.length, to: output, &written)
          if !spacesBefore { TokenBuffer.write(0x20, to: output, &written) }
        }
        index = isPair ? next + second.length : next
      }
      return written
    }
  }

  /// Puts a space on each side of every character that `isAlone` picks.
  @inline(__always)
  mutating func isolateCharacters(where isAlone: (UInt32) -> Bool) {
    rewrite(growth: 3) { source, count, output in
      var written = 0
      var index = 0
      while index < count {
        let (scalar, length) = UTF8Scanning.decode(source, at: index)
        let alone = isAlone(scalar)
        if alone { TokenBuffer.write(0x20, to: output, &written) }
        TokenBuffer.copy(source + index, length, to: output, &written)
        if alone { TokenBuffer.write(0x20, to: output, &written) }
        index += length
      }
      return written
    }
  }

  @inline(__always)
  static func write(_ byte: UInt8, to output: UnsafeMutablePointer<UInt8>, _ written: inout Int) {
    output[written] = byte
    written += 1
  }

  @inline(__always)
  static func copy(
    _ source: UnsafePointer<UInt8>, _ length: Int, to output: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) {
    for offset in 0..<length { output[written + offset] = source[offset] }
    written += length
  }
}
