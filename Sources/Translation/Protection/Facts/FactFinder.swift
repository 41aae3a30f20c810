/// Finds the facts of masked texts. May be shared between threads.
struct FactFinder: Sendable {
  let numbers: NumberRule
  let names: NameRule
  let units: UnitRule
  /// Finds what counts as names too; nil where all that is behind marks.
  let spans: SpanFinder?

  /// The facts of a source, in order, without overlaps.
  func facts(of text: String) -> [Fact] {
    let scalars = Array(text.unicodeScalars)
    let nameRule = names
    var names = (spans?.scalarRanges(in: text) ?? [])[...]
    return Self.collect(scalars) { index in
      while let first = names.first, first.lowerBound < index { names.removeFirst() }
      if let first = names.first, first.lowerBound == index { return first }
      return nameRule.range(scalars, at: index)
    } number: {
      numbers.form(of: $0, in: scalars)
    } unit: {
      units.range(scalars, behind: $0)
    }
  }

  /// The facts of a translation. Its names and units are those of the source.
  static func facts(of translation: [Unicode.Scalar], like source: [Fact]) -> [Fact] {
    var names: [Unicode.Scalar: [[Unicode.Scalar]]] = [:]
    for fact in source where fact.kind == .name {
      let name = Array(fact.key.unicodeScalars)
      if let first = name.first { names[first, default: []].append(name) }
    }
    for key in names.keys { names[key]?.sort { $0.count > $1.count } }
    let units = Set(source.lazy.filter { $0.kind == .unit }.map(\.form))
    return collect(translation) { index in
      let name = names[translation[index]]?.first { name in
        translation[index...].starts(with: name) && isName(name, at: index, of: translation)
      }
      return name.map { index..<(index + $0.count) }
    } number: {
      String(translation[$0.range])
    } unit: {
      units.isEmpty ? nil : UnitRule.range(translation, behind: $0, among: units.contains)
    }
  }

  private static func collect(
    _ scalars: [Unicode.Scalar], name: (Int) -> Range<Int>?, number form: (NumberToken) -> String,
    unit: (Range<Int>) -> Range<Int>?
  ) -> [Fact] {
    var facts: [Fact] = []
    var index = 0
    while index < scalars.count {
      // Most of a text is small letters.
      if scalars[index].isPlain, index > 0, scalars[index - 1].isPlain {
        index += 1
        continue
      }
      if let range = name(index) {
        let text = String(scalars[range])
        facts.append(Fact(kind: .name, key: text, range: range, form: text))
        index = range.upperBound
      } else if let token = NumberToken(scalars, at: index) {
        facts.append(Fact(kind: .number, key: token.key, range: token.range, form: form(token)))
        index = token.range.upperBound
        if let range = unit(token.range) {
          let text = String(scalars[range])
          facts.append(Fact(kind: .unit, key: "\(token.key) \(text)", range: range, form: text))
          index = range.upperBound
        }
      } else {
        if scalars[index].isSymbolFact {
          let text = String(scalars[index])
          facts.append(Fact(kind: .symbol, key: text, range: index..<(index + 1), form: text))
        }
        index += 1
      }
    }
    return facts
  }

  /// Whether what stands in a translation is the name, and not a part of another word. Words may be joined to a name
  /// that ends in a letter, as German does.
  private static func isName(_ name: [Unicode.Scalar], at index: Int, of text: [Unicode.Scalar]) -> Bool {
    guard let first = name.first, let last = name.last else { return false }
    if first.isAlphanumeric, index > 0, text[index - 1].isAlphanumeric { return false }
    let end = index + name.count
    return end == text.count || last.decimalDigit == nil || !text[end].isAlphanumeric
  }
}

extension Unicode.Scalar {
  /// A small letter of English.
  fileprivate var isPlain: Bool { value >= 0x61 && value <= 0x7A }

  /// A letter or a digit.
  var isAlphanumeric: Bool {
    if value < 0x80 { return (0x30...0x39).contains(value) || (0x61...0x7A).contains(value | 0x20) }
    return properties.isAlphabetic || properties.numericType == .decimal
  }

  /// Symbols, but for those of ASCII that languages use in other ways, and numbers that are no digits. U+2047 is what
  /// some models write for what they cannot spell.
  fileprivate var isSymbolFact: Bool {
    if value < 0x80 { return self == "$" }
    switch properties.generalCategory {
    case .currencySymbol, .mathSymbol, .otherSymbol, .otherNumber: return true
    default: return value == 0x2047
    }
  }
}
