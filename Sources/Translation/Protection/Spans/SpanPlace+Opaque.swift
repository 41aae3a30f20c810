import Text

extension SpanPlace {
  /// The end of a token that is no word of any language: a UUID, a hash, a serial number, base64, an IPv6 address, a long
  /// run of one letter. What a vocabulary spells easily, such as `MP3` or `COVID-19`, is none.
  var opaqueEnd: Int? {
    guard let first = self[0], isLetter(first) || isDigit(first) else { return nil }
    func isPart(_ byte: UInt8) -> Bool { isNamePart(byte) || "-:+/=.".utf8.contains(byte) }
    let probe = self.end(limit: Self.longestWord, while: isPart)
    // What goes on for so long is no word.
    if probe - start == Self.longestWord { return trimmed(self.end(limit: 1 << 20, while: isPart)) }
    let end = trimmed(probe)
    guard end - start >= 4 else { return nil }
    let token = TokenShape(bytes[start..<end])
    if token.isAddress || token.isCode { return end }
    let word = self.end(limit: Self.longestWord, while: isNamePart)
    guard word < end, word - start >= 4 else { return nil }
    return TokenShape(bytes[start..<word]).isCode ? word : nil
  }

  private static let longestWord = 512

  /// The end of a run of four and more of the same punctuation: `-----`, `....`
  var rulerEnd: Int? {
    guard let first = self[0], "-=*_#~.+".utf8.contains(first), self[-1] != first else { return nil }
    let end = end(limit: 4000) { $0 == first }
    return end - start >= 4 ? end : nil
  }
}

/// What a token of ASCII is made of.
private struct TokenShape {
  private var count = 0
  private var letters = 0
  private var digits = 0
  private var colons = 0
  private var others = 0
  private var isHexadecimal = true
  /// How often a letter and a digit follow each other, whatever is between them.
  private var alternations = 0
  /// How often capitals, small letters and digits follow each other.
  private var changes = 0
  private var longestRun = 0
  private var startsAsHexadecimal = false

  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    var (kind, last, run): (Int, UInt8, Int) = (0, 0, 0)
    count = bytes.count
    startsAsHexadecimal = count > 2 && bytes.starts(with: "0x".utf8)
    for byte in bytes {
      run = byte == last ? run + 1 : 1
      last = byte
      guard isLetter(byte) || isDigit(byte) else {
        if byte == UInt8(ascii: ":") { colons += 1 } else { others += 1 }
        continue
      }
      let next = isDigit(byte) ? 1 : byte & 0x20 == 0 ? 2 : 3
      if next == 1 { digits += 1 } else { letters += 1 }
      if kind != 0, next != kind {
        changes += 1
        if next == 1 || kind == 1 { alternations += 1 }
      }
      kind = next
      if next > 1, !(0x61...0x66).contains(byte | 0x20) { isHexadecimal = false }
      if next > 1 { longestRun = max(longestRun, run) }
    }
  }

  /// IPv6, and the addresses of network cards.
  var isAddress: Bool { isHexadecimal && colons >= 2 && digits > 0 && letters > 0 }

  var isCode: Bool {
    if startsAsHexadecimal, digits + letters == count { return true }
    if longestRun >= 5 { return true }
    if colons > 0 { return false }
    if others == 0, digits == 0, letters > 30 { return true }
    if alternations >= 3, count >= 6 { return true }
    if alternations >= 2, count >= 8, others == 0 { return true }
    return count >= 16 && others * 8 <= count && changes >= 6 && (digits > 0 || others == 0)
  }
}
