import Text

extension String {
  /// Whether there is anything to translate.
  var hasLetters: Bool {
    utf8.contains { $0.isASCIILetter } || unicodeScalars.contains { !$0.isASCII && $0.isLetter }
  }
}

extension [SegmentPart] {
  var hasLetters: Bool {
    contains { if case .text(let text) = $0 { text.hasLetters } else { false } }
  }

  /// All text, spans left out.
  var text: String {
    map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }
}

extension StringProtocol {
  /// Whether a sentence may end here: `.`, `?`, `!`, `:` or `…`, perhaps with a closing mark behind it.
  var endsSentence: Bool {
    reversed().drop { $0.isWhitespace || "\"'”’»)]*_".contains($0) }.first.map { ".?!:…".contains($0) } ?? false
  }

  /// Without ASCII white space at its ends.
  func trimmed() -> String {
    String(drop { $0.isASCII && $0.isWhitespace }).trimmingEnd()
  }

  func trimmingEnd() -> String {
    String(prefix(reversed().drop { $0.isASCII && $0.isWhitespace }.count))
  }
}
