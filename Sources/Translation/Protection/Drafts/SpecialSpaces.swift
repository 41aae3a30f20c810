/// Spaces of a source that are not the usual one, such as those at which no line may break. A model reads them as spaces;
/// they come back where the translation has a space in the same place: beside the same number or mark, or between the
/// same words.
///
/// What only says where a line may break, such as a soft hyphen, is left out: the translation has other words.
struct SpecialSpaces: Hashable, Sendable {
  private struct Place: Hashable {
    var space: Unicode.Scalar
    var before: String
    var after: String
  }

  private var places: [Place] = []
  /// The space that stands between all words of the source; nil where there are others.
  private var only: Unicode.Scalar?

  /// A text with usual spaces only; nil where it has no others.
  static func removed(from text: String) -> (text: String, spaces: SpecialSpaces)? {
    guard text.utf8.contains(where: { $0 >= 0xC2 }), text.unicodeScalars.contains(where: isOdd) else { return nil }
    let scalars = text.unicodeScalars.filter { !$0.isIgnorable }
    var spaces = SpecialSpaces()
    let special = scalars.indices.filter { scalars[$0].isSpecialSpace }
    for index in special {
      spaces.places.append(
        Place(space: scalars[index], before: word(before: index, of: scalars), after: word(after: index, of: scalars)))
    }
    let isOnly = special.count > 1 && !scalars.contains(" ") && Set(special.map { scalars[$0] }).count == 1
    if isOnly, let first = special.first { spaces.only = scalars[first] }
    var plain = String.UnicodeScalarView()
    for scalar in scalars { plain.append(scalar.isSpecialSpace ? " " : scalar) }
    return (String(plain), spaces)
  }

  private static func isOdd(_ scalar: Unicode.Scalar) -> Bool { scalar.isIgnorable || scalar.isSpecialSpace }

  /// The translation with the spaces of the source.
  func restored(_ translation: String) -> String {
    guard !places.isEmpty else { return translation }
    var scalars = Array(translation.unicodeScalars)
    if let only {
      return String(String.UnicodeScalarView(scalars.map { $0 == " " ? only : $0 }))
    }
    let view = translation.unicodeScalars
    // A number may have been joined to its unit: "5-kg" where it was "5 kg".
    let spaces = view.indices.enumerated().filter { view[$0.element] == " " || view[$0.element] == "-" }
    var open = spaces.map { space in
      (
        offset: space.offset, isHyphen: view[space.element] == "-", before: Self.word(before: space.element, of: view),
        after: Self.word(after: space.element, of: view)
      )
    }
    for place in places {
      guard
        let index = open.firstIndex(where: { gap in
          gap.isHyphen
            ? place.before == gap.before && place.after == gap.after && Self.isFixed(gap.before)
            : Self.fits(place, before: gap.before, after: gap.after)
        })
      else { continue }
      scalars[open[index].offset] = place.space
      open.remove(at: index)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func fits(_ place: Place, before: String, after: String) -> Bool {
    let (isBefore, isAfter) = (place.before == before, place.after == after)
    return isBefore && isAfter || isBefore && isFixed(before) || isAfter && isFixed(after)
  }

  /// Whether a word is the same in every language: digits, or a mark.
  private static func isFixed(_ word: String) -> Bool {
    word.unicodeScalars.first.map { $0.decimalDigit != nil || SpanMark($0) != nil } ?? false
  }

  /// What stands in front of a space, without what differs between languages: of a number its digits.
  private static func word(before index: String.UnicodeScalarView.Index, of text: String.UnicodeScalarView) -> String {
    key(
      of: String(String.UnicodeScalarView(text[..<index].reversed().prefix { !$0.properties.isWhitespace }.reversed())))
  }

  private static func word(after index: String.UnicodeScalarView.Index, of text: String.UnicodeScalarView) -> String {
    key(of: String(text[text.index(after: index)...].prefix { !$0.properties.isWhitespace }))
  }

  private static func key(of word: String) -> String {
    let scalars = word.unicodeScalars
    if scalars.contains(where: { $0.decimalDigit != nil }), !scalars.contains(where: { $0.properties.isAlphabetic }) {
      return String(String.UnicodeScalarView(scalars.filter { $0.decimalDigit != nil }))
    }
    if let mark = scalars.first(where: { SpanMark($0) != nil }) { return String(mark) }
    return String(String.UnicodeScalarView(scalars.filter { $0.isAlphanumeric }))
  }
}

extension Unicode.Scalar {
  /// White space of Unicode beside the usual space and what breaks lines.
  fileprivate var isSpecialSpace: Bool { value > 0x7F && properties.generalCategory == .spaceSeparator }
}
