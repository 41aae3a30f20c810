/// Compares translations with the facts of their source.
struct FactCheck: Sendable {
  private let facts: [Fact]
  /// Whether a space stands in front of percent signs in the target language; nil where they stay as they are.
  private let spacesPercent: Bool?
  private let hasPercent: Bool

  init(_ source: String, finder: FactFinder) {
    facts = finder.facts(of: source)
    hasPercent = source.utf8.contains(UInt8(ascii: "%"))
    spacesPercent = hasPercent ? finder.numbers.spacesPercent : nil
  }

  /// The translation with its numbers in the form that they are to have; nil where a fact is missing, doubled or
  /// invented.
  func corrected(_ translation: String) -> String? {
    if facts.isEmpty, !translation.mayHoldFacts { return translation }
    let scalars = Array(translation.unicodeScalars)
    let found = FactFinder.facts(of: scalars, like: facts)
    guard found.count == facts.count else { return nil }
    var open: [Fact.Identity: [Fact]] = [:]
    for fact in facts.reversed() { open[fact.identity, default: []].append(fact) }
    var text = String.UnicodeScalarView()
    var end = 0
    for fact in found {
      guard let own = take(fact, from: &open) else { return nil }
      text.append(contentsOf: scalars[end..<fact.range.lowerBound])
      text.append(contentsOf: own.form.unicodeScalars)
      end = fact.range.upperBound
      if fact.kind == .number, let spacesPercent { spacePercent(scalars, &end, &text, spacesPercent) }
    }
    text.append(contentsOf: scalars[end...])
    return String(text)
  }

  /// The fact of the source that `found` is: of several the one that is written the same, or else the first.
  private func take(_ found: Fact, from open: inout [Fact.Identity: [Fact]]) -> Fact? {
    guard var same = open[found.identity], !same.isEmpty else { return nil }
    let place = same.lastIndex { $0.form == found.form } ?? same.count - 1
    let fact = same.remove(at: place)
    open[found.identity] = same
    return fact
  }

  /// Puts the space between a number that ends at `end` and a percent sign right.
  private func spacePercent(
    _ scalars: [Unicode.Scalar], _ end: inout Int, _ text: inout String.UnicodeScalarView, _ isSpaced: Bool
  ) {
    var sign = end
    if sign < scalars.count, scalars[sign].properties.isWhitespace { sign += 1 }
    guard sign < scalars.count, scalars[sign] == "%" else { return }
    if sign + 1 < scalars.count, scalars[sign + 1].isAlphanumeric || scalars[sign + 1] == "%" { return }
    if isSpaced, sign == end { text.append(" ") }
    if !isSpaced { end = sign }
  }
}

extension String {
  /// Whether there is anything but letters, spaces and ordinary punctuation of ASCII.
  fileprivate var mayHoldFacts: Bool {
    utf8.contains { $0 >= 0x80 || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "$") }
  }
}
