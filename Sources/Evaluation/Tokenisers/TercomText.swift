/// How TER prepares a line: the normalisations of Tercom, each of them optional.
enum TercomText {
  /// Reads the line in `buffer` and leaves its words in `buffer.tokens`.
  static func tokenise(_ buffer: inout TokenBuffer, _ configuration: TER.Configuration) {
    if configuration.normalised { normalise(&buffer, asian: configuration.asianSupport) }
    if configuration.removesPunctuation {
      let asian = configuration.asianSupport
      buffer.removeCharacters { isPunctuation($0) || (asian && isAsianPunctuation($0)) }
    }
    buffer.split()
  }

  private static func normalise(_ buffer: inout TokenBuffer, asian: Bool) {
    if buffer.contains(0x0A) {
      buffer.replace("\n-", with: "")
      buffer.replace("\n", with: " ")
    }
    buffer.unescapeMarkup()
    buffer.pad()
    buffer.rewrite(growth: 3, Tokeniser.isolateSymbols)
    buffer.replace("'s ", with: " 's ")
    Tokeniser.splitNumberPunctuation(&buffer)
    if asian { buffer.isolateCharacters(where: isAsianCharacter) }
  }

  private static func isPunctuation(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2E, 0x2C, 0x3F, 0x3A, 0x3B, 0x21, 0x22, 0x28, 0x29: true
    default: false
    }
  }

  private static func isAsianPunctuation(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3001, 0x3002, 0x3008...0x3011, 0x3014...0x301F, 0x30FB, 0xFF61...0xFF65, 0xFF01, 0xFF02, 0xFF08, 0xFF09,
      0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F:
      true
    default: false
    }
  }

  /// Characters that become words of their own. Hiragana and Katakana stay in runs: Tercom's rules for them only apply
  /// to a line that is nothing else, without the spaces that normalisation has put around it, so they never do.
  private static func isAsianCharacter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2E80...0x2EFF, 0x31C0...0x31EF, 0x3200...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F: true
    default: isAsianPunctuation(scalar)
    }
  }
}

extension TokenBuffer {
  /// Puts a space at both ends.
  mutating func pad() {
    rewrite(growth: 1) { source, count, output in
      output[0] = 0x20
      (output + 1).update(from: source, count: count)
      output[count + 1] = 0x20
      return count + 2
    }
  }

  /// Drops every character that `isUnwanted` picks.
  @inline(__always)
  mutating func removeCharacters(where isUnwanted: (UInt32) -> Bool) {
    rewrite(growth: 1) { source, count, output in
      var written = 0
      var index = 0
      while index < count {
        let (scalar, length) = UTF8Scanning.decode(source, at: index)
        if !isUnwanted(scalar) { TokenBuffer.copy(source + index, length, to: output, &written) }
        index += length
      }
      return written
    }
  }
}
