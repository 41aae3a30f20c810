/// A number as it stands in a text: its digits, and what stands between them. Dates, times, versions and the like are
/// tokens too.
struct NumberToken: Sendable {
  /// Scalars of the text, the sign included.
  var range: Range<Int>
  /// `+` or `-`, however that is spelled.
  var sign: Character?
  /// Runs of digits, in ASCII.
  var runs: [String]
  /// What stands between the runs: one fewer.
  var separators: [Unicode.Scalar]

  /// The same for the same number, whatever the separators.
  var key: String { (sign.map { String($0) } ?? "") + runs.joined() }

  /// Reads the token that begins at `start`; nil where none does.
  init?(_ scalars: [Unicode.Scalar], at start: Int) {
    var reader = NumberReader(scalars: scalars, index: start)
    sign = reader.readSign()
    guard let first = reader.readDigits() else { return nil }
    runs = [first]
    separators = []
    while let (separator, run) = reader.readContinuation(after: runs, separators: separators) {
      separators.append(separator)
      runs.append(run)
    }
    range = start..<reader.index
  }
}

/// Reads a number token scalar by scalar.
private struct NumberReader {
  let scalars: [Unicode.Scalar]
  var index: Int

  private func scalar(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  private func isDigit(_ index: Int) -> Bool { scalar(index)?.decimalDigit != nil }

  /// A sign stands in front of a digit and behind nothing that it could join to something else.
  mutating func readSign() -> Character? {
    guard let mark = scalar(index), let sign = Self.signs[mark], isDigit(index + 1) else { return nil }
    if let front = scalar(index - 1), !front.properties.isWhitespace, !"([{\"'„“‚‘«=:;,".unicodeScalars.contains(front)
    {
      return nil
    }
    index += 1
    return sign
  }

  private static let signs: [Unicode.Scalar: Character] = [
    "+": "+", "-": "-", "\u{2212}": "-", "\u{2013}": "-",
  ]

  mutating func readDigits() -> String? {
    let start = index
    var digits = ""
    while let digit = scalar(index)?.decimalDigit {
      digits.unicodeScalars.append(Unicode.Scalar(UInt8(0x30 + digit)))
      index += 1
    }
    return index > start ? digits : nil
  }

  /// A separator and the digits behind it, where they belong to the same number.
  mutating func readContinuation(after runs: [String], separators: [Unicode.Scalar]) -> (Unicode.Scalar, String)? {
    guard let separator = scalar(index), isDigit(index + 1), joins(separator, separators) else { return nil }
    index += 1
    return readDigits().map { (separator, $0) }
  }

  private func joins(_ separator: Unicode.Scalar, _ earlier: [Unicode.Scalar]) -> Bool {
    switch separator {
    case ".", ",", ":", "/", "\u{066B}", "\u{066C}": true
    // 1'299 and 1 299 with a space that does not break.
    case "'", "\u{2019}", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}": digitCount(from: index + 1) == 3
    // 2024-01-31 and 555-123-4567, but not 10-20.
    case "-":
      earlier.last == "-"
        || scalar(index + 1 + digitCount(from: index + 1)) == "-"
          && isDigit(index + 2 + digitCount(from: index + 1))
    default: false
    }
  }

  private func digitCount(from start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end - start
  }
}

extension Unicode.Scalar {
  /// The value of a decimal digit, whatever its script.
  var decimalDigit: Int? {
    if value < 0x80 { return (0x30...0x39).contains(value) ? Int(value - 0x30) : nil }
    return properties.numericType == .decimal ? properties.numericValue.map { Int($0) } : nil
  }
}
