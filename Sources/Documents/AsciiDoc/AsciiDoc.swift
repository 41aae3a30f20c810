/// AsciiDoc (docs.asciidoctor.org): paragraphs, titles of sections and blocks, items, descriptions, admonitions, cells.
/// Attributes, macros, code, literal and passed-through text stay.
enum AsciiDoc: MarkupLanguage {
  static func parse(_ source: SourceText) -> SplicedDocument {
    var reader = AsciiDocReader(source)
    return document(source, reader.read())
  }

  /// Marks of one character are read as such only beside spaces and punctuation.
  static func glue(beside markup: String) -> String {
    ["*", "_", "`", "#"].contains(markup) ? " " : ""
  }

  private static let labels: Set<String> = ["NOTE:", "TIP:", "IMPORTANT:", "CAUTION:", "WARNING:"]

  static func mayBeginLine(_ word: String) -> Bool {
    guard let first = word.first, !labels.contains(word), !word.hasSuffix("::"), !word.hasSuffix(";;") else {
      return false
    }
    if word.count == 2, word.hasSuffix(".") || word.hasSuffix(")") { return false }
    return first.isLetter || "`*_(\"'„“‚‘«»<{".contains(first) && word.count > 1
  }

  /// A mark gets a backslash where it would begin markup: one before a word that the same mark closes.
  static func escaped(_ text: String) -> String {
    let characters = Array(text)
    var vainSearches = VainSearches()
    return characters.indices.reduce(into: "") { result, index in
      if beginsMarkup(characters, index, &vainSearches) { result += "\\" }
      result.append(characters[index])
    }
  }

  private static func beginsMarkup(_ text: [Character], _ index: Int, _ vainSearches: inout VainSearches) -> Bool {
    let isWord = { (place: Int) in text.indices.contains(place) && (text[place].isLetter || text[place].isNumber) }
    let isSpace = { (place: Int) in !text.indices.contains(place) || text[place].isWhitespace }
    switch text[index] {
    case "*", "_", "`", "#":
      guard !isWord(index - 1), !isSpace(index + 1), index + 2 < text.count else { return false }
      return vainSearches.first("\(text[index])", in: (index + 2)..<text.count) { range in
        range.first { text[$0] == text[index] && !isSpace($0 - 1) && !isWord($0 + 1) }
      } != nil
    case "{":
      let name = text[(index + 1)...].prefix { $0.isLetter || $0.isNumber || "-_".contains($0) }
      return !name.isEmpty && name.endIndex < text.count && text[name.endIndex] == "}"
    case "<": return index + 1 < text.count && text[index + 1] == "<"
    default: return false
    }
  }

  static func items(_ range: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var scanner = AsciiDocInlines(bytes: source.bytes, range: range)
    return scanner.scan()
  }
}
