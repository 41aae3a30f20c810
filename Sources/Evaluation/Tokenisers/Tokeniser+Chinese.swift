/// `zh` and `char`: characters as words.
extension Tokeniser {
  static func tokeniseChinese(_ buffer: inout TokenBuffer) {
    buffer.trimStart()
    buffer.isolateCharacters(where: isChinese)
    splitWesternPunctuation(&buffer)
    buffer.split()
  }

  static func tokeniseCharacters(_ buffer: inout TokenBuffer) {
    buffer.isolateCharacters { _ in true }
    buffer.split()
  }

  /// What sacreBLEU's `zh` takes for Chinese.
  ///
  /// Two of its ranges were meant for the supplementary planes (U+20000...2A6D6, U+2F800...2FA1D) but are written with
  /// four-digit escapes, so that they compare as two-character strings and cover U+2001...2A6D and U+2F81...2FA1
  /// instead. All published scores have it so, and therefore this does.
  static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2001...0x2A6D, 0x2E80...0x2EFF, 0x2F00...0x2FDF, 0x2FF0...0x2FFF, 0x3000...0x303F, 0x3100...0x312F,
      0x31A0...0x31BF, 0x31C0...0x31EF, 0x3200...0x33FF, 0x3400...0x4DB5, 0x4E00...0x9FBB, 0xF900...0xFA2D,
      0xFA30...0xFA6A, 0xFA70...0xFAD9, 0xFE10...0xFE1F, 0xFE30...0xFE4F, 0xFF00...0xFFEF:
      true
    default: false
    }
  }
}
