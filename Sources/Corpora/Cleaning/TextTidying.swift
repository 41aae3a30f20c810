import Text

/// Brings text into the shape in which it is compared and stored: NFC, one line, single spaces, nothing invisible.
public enum TextTidying {
  /// `text` with white space runs as one space, trimmed, without control characters, soft hyphens, zero-width spaces and
  /// byte order marks.
  public static func tidy(_ text: String) -> String {
    guard needsWork(text) else { return text }
    var result = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in text.unicodeScalars where !isDropped(scalar) {
      if isSpace(scalar) {
        pendingSpace = !result.isEmpty
      } else {
        if pendingSpace { result.append(" ") }
        pendingSpace = false
        result.append(scalar)
      }
    }
    return String(result).nfc()
  }

  /// Plain ASCII with single spaces, the usual case, is done already.
  private static func needsWork(_ text: String) -> Bool {
    var previous: UInt8 = 0x20
    for byte in text.utf8 {
      if byte < 0x20 || byte >= 0x7F || (byte == 0x20 && previous == 0x20) { return true }
      previous = byte
    }
    return previous == 0x20
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F, 0xAD, 0x200B, 0x2060, 0xFEFF: true
    default: false
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.value == 0xA0 || scalar.value > 0x7F && scalar.isSpace
  }
}
