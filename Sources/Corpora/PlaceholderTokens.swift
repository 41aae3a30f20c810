import Subwords

/// The vocabulary's placeholder tokens as training text spells them: `<ph0>` to `<ph31>`.
public enum PlaceholderTokens {
  /// A quick look: false where ``parts(of:)`` would find none.
  public static func mayStand(in text: String) -> Bool { text.utf8.contains(0x3C) && text.contains("<ph") }

  /// `text` cut into what is text and what is a placeholder, for ``SubwordEncoder/encode(_:)``.
  public static func parts(of text: String) -> [SubwordPart] {
    var parts: [SubwordPart] = []
    var rest = text[...]
    var start = rest.startIndex
    while let found = rest.firstRange(of: "<ph") {
      rest = rest[found.upperBound...]
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard (1...2).contains(digits.count), let number = Int(digits), number < CopyMasking.tokenCount,
        rest[digits.endIndex...].first == ">"
      else { continue }
      if start < found.lowerBound { parts.append(.text(String(text[start..<found.lowerBound]))) }
      parts.append(.placeholder(number))
      rest = rest[digits.endIndex...].dropFirst()
      start = rest.startIndex
    }
    if start < text.endIndex { parts.append(.text(String(text[start...]))) }
    return parts
  }
}
