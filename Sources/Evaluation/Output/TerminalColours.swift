/// Colours for terminals that want them.
struct TerminalColours {
  enum Colour: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  let enabled: Bool

  func paint(_ text: String, _ colour: Colour) -> String {
    enabled ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Paints the part in brackets that starts with the mean.
  func confidence(in line: String) -> String {
    guard enabled, let start = line.firstRange(of: "(μ = ")?.lowerBound, let end = line[start...].firstIndex(of: ")")
    else { return line }
    return line[..<start] + paint(String(line[start...end]), .cyan) + line[line.index(after: end)...]
  }

  /// The number of characters that `text` takes on a terminal, colours left out.
  static func visibleWidth(_ text: some StringProtocol) -> Int {
    var width = 0
    var inEscape = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" { inEscape = true } else if !inEscape { width += 1 }
      if scalar == "m" { inEscape = false }
    }
    return width
  }
}
