import Text
import Threads

/// Says how each number of a source is written in its translation. It depends on the number and the words beside it
/// only, so that it is the same throughout a text.
///
/// May be shared between threads.
struct NumberRule: Sendable {
  /// Nil where numbers stay as they are.
  private let languages: Pool<Languages>?

  /// Numbers as both languages write them. Made when the first number with a separator comes.
  private final class Languages {
    let source: NumberFormat
    let target: NumberFormat

    init(source: String, target: String) throws {
      self.source = try NumberFormat(locale: source)
      self.target = try NumberFormat(locale: target)
    }
  }

  /// - Parameters:
  ///   - source: an ICU locale.
  ///   - target: likewise; where either is empty, numbers stay as they are.
  init(_ style: NumberStyle, source: String, target: String) {
    let isLocal = style == .localize && !source.isEmpty && !target.isEmpty
    languages = isLocal ? Pool { try Languages(source: source, target: target) } : nil
  }

  /// How a number of the source is written in the translation.
  func form(of token: NumberToken, in scalars: [Unicode.Scalar]) -> String {
    let asItIs = String(scalars[token.range])
    guard !token.separators.isEmpty, let languages else { return asItIs }
    let context = NumberContext(token: token, scalars: scalars)
    let form = try? languages.with { languages -> String? in
      guard let (integer, fraction, isGrouped) = Self.parts(of: token, in: languages.source) else { return nil }
      let isVersion = !isGrouped && languages.source.decimalSeparator == "." && context.isName
      guard !isVersion, !context.isPartOfWord else { return nil }
      return languages.target.written(integer: integer, fraction: fraction, isGrouped: isGrouped)
    }
    guard let form = form ?? nil else { return asItIs }
    return token.sign == nil ? form : String(scalars[token.range.lowerBound]) + form
  }

  /// A text with all its numbers as they are written in the translation.
  func localized(_ text: String) -> String {
    guard languages != nil else { return text }
    let scalars = Array(text.unicodeScalars)
    var result = ""
    var index = 0
    while index < scalars.count {
      if let token = NumberToken(scalars, at: index) {
        result += form(of: token, in: scalars)
        index = token.range.upperBound
      } else {
        result.unicodeScalars.append(scalars[index])
        index += 1
      }
    }
    return result
  }

  /// An English `2nd` in the target language.
  func ordinal(_ digits: String) -> String? {
    guard let languages else { return nil }
    return try? languages.with { $0.target.ordinal(digits) }
  }

  /// Whether a space stands in front of the target's percent signs; nil where signs stay as they are.
  var spacesPercent: Bool? {
    guard let languages else { return nil }
    return try? languages.with { $0.target.spacesPercent }
  }

  /// A token read as a number of a language; nil where it is none.
  private static func parts(
    of token: NumberToken, in language: NumberFormat
  ) -> (integer: String, fraction: String, isGrouped: Bool)? {
    let separators = token.separators.map { String($0) }
    let hasFraction = separators.last == language.decimalSeparator && language.decimalSeparator != ""
    let groups = Array(hasFraction ? token.runs.dropLast() : token.runs[...])
    let fraction = hasFraction ? token.runs.last ?? "" : ""
    let between = hasFraction ? separators.dropLast() : separators[...]
    guard between.allSatisfy({ isGrouping($0, language) }), let first = groups.first else { return nil }
    let isGrouped = groups.count > 1
    if isGrouped {
      // Groups of three; in India of two but for the last.
      let inner = Set(groups.dropFirst().dropLast().map(\.utf8.count))
      guard groups.last?.utf8.count == 3, (1...3).contains(first.utf8.count), first.first != "0",
        inner.isSubset(of: [3]) || inner.isSubset(of: [2])
      else { return nil }
    }
    guard first == "0" || first.first != "0" else { return nil }
    return (groups.joined(), fraction, isGrouped)
  }

  /// A no-break space groups in any language that uses a space.
  private static func isGrouping(_ separator: String, _ language: NumberFormat) -> Bool {
    let spaces: Set<String> = ["\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}"]
    let quotes: Set<String> = ["'", "\u{2019}"]
    let own = language.groupingSeparator
    return separator == own || spaces.contains(separator) && spaces.contains(own)
      || quotes.contains(separator) && quotes.contains(own)
  }
}

/// What stands beside a number and tells whether it is a quantity or a name, such as a version.
private struct NumberContext {
  let token: NumberToken
  let scalars: [Unicode.Scalar]

  private func scalar(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  private var front: Unicode.Scalar? { scalar(token.range.lowerBound - 1) }

  private func isLetter(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isAlphabetic ?? false }

  /// `v3.5`, `HTTP/1.1`, `3.11rc1`.
  var isPartOfWord: Bool {
    if isLetter(front) || front.map({ "/_@#\\§~^".unicodeScalars.contains($0) }) == true { return true }
    let word = wordBehind(at: token.range.upperBound)
    let next = scalar(token.range.upperBound + word.count)
    return !word.isEmpty && next?.decimalDigit != nil || isLetter(scalar(token.range.upperBound)) && word.count > 4
  }

  /// `Python 3.11`, `version 2.0`, `2.1 Overview`, `10.30 am`: what merely looks like a decimal.
  var isName: Bool {
    if isTime { return true }
    if isQuantity { return false }
    let word = wordInFront
    guard !word.isEmpty else { return isHeading }
    if Self.namingWords.contains(word.lowercased()) { return true }
    guard let first = word.unicodeScalars.first, first.properties.isUppercase else { return false }
    return !Self.openingWords.contains(word.lowercased())
  }

  private var isTime: Bool {
    var end = token.range.upperBound
    if scalar(end)?.properties.isWhitespace == true { end += 1 }
    let letters = String(scalars[end...].prefix(4)).lowercased().filter { $0 != "." }
    return ["am", "pm", "am ", "pm ", "am,", "pm,"].contains(String(letters.prefix(3))) || letters == "am"
      || letters == "pm"
  }

  /// A number with a unit, a percent sign or a currency.
  private var isQuantity: Bool {
    if front?.properties.generalCategory == .currencySymbol { return true }
    var end = token.range.upperBound
    if scalar(end)?.properties.isWhitespace == true { end += 1 }
    if let next = scalar(end),
      next == "%" || next == "‰" || next == "°" || next == "\u{D7}"
        || next.properties.generalCategory == .currencySymbol
    {
      return true
    }
    return Self.units.contains(String(String.UnicodeScalarView(wordBehind(at: end))))
  }

  /// At the beginning of a text and in front of a capital.
  private var isHeading: Bool {
    guard token.range.lowerBound == 0, let space = scalar(token.range.upperBound), space.properties.isWhitespace,
      let next = scalar(token.range.upperBound + 1)
    else { return false }
    return next.properties.isUppercase
  }

  private var wordInFront: String {
    var end = token.range.lowerBound
    while end > 0, scalars[end - 1].properties.isWhitespace || "(=><≥≤~".unicodeScalars.contains(scalars[end - 1]) {
      end -= 1
    }
    var start = end
    while start > 0, isLetter(scalars[start - 1]) || "+#".unicodeScalars.contains(scalars[start - 1]) { start -= 1 }
    return String(String.UnicodeScalarView(scalars[start..<end]))
  }

  private func wordBehind(at start: Int) -> ArraySlice<Unicode.Scalar> {
    scalars[min(start, scalars.count)...].prefix { $0.properties.isAlphabetic || $0 == "µ" || $0 == "/" }
  }

  private static let namingWords: Set<String> = [
    "appendix", "article", "build", "chapter", "clause", "edition", "equation", "example", "fig", "figure", "firmware",
    "item", "kernel", "level", "line", "listing", "no", "note", "number", "page", "paragraph", "part", "patch", "phase",
    "port", "protocol", "release", "revision", "rule", "section", "sections", "step", "table", "v", "ver", "version",
    "versions", "volume",
  ]

  /// Words that begin a sentence and name nothing.
  private static let openingWords: Set<String> = [
    "a", "about", "above", "after", "all", "almost", "an", "and", "approximately", "around", "at", "average", "before",
    "below", "between", "but", "by", "cost", "costs", "does", "every", "for", "from", "height", "if", "in", "is", "it",
    "just", "length", "less", "more", "nearly", "of", "on", "only", "or", "over", "price", "roughly", "since", "size",
    "some", "than", "that", "the", "these", "they", "this", "to", "total", "under", "until", "up", "was", "we",
    "weight",
    "when", "width", "with", "within", "you",
  ]

  private static let units = UnitRule.symbols.union([
    "A", "B", "C", "F", "J", "K", "L", "N", "bar", "billion", "billions", "days", "degrees", "em", "feet", "ft", "ha",
    "hours", "inches", "k", "kilometers", "kilometres", "kph", "l", "lb", "lbs", "liters", "litres", "meters", "metres",
    "miles", "million", "millions", "min", "minutes", "mph", "oz", "pc", "percent", "pounds", "pt", "s", "sec",
    "seconds",
    "t", "thousand", "times", "tons", "tonnes", "trillion", "weeks", "x", "years",
  ])
}

extension String {
  init(_ scalars: ArraySlice<Unicode.Scalar>) { self.init(String.UnicodeScalarView(scalars)) }
}
