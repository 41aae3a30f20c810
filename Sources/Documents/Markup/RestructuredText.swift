/// reStructuredText (docutils.sourceforge.io): paragraphs, titles, items, definitions, fields and the content of
/// directives that hold text. Tables, code and everything that begins with two dots otherwise stay.
enum RestructuredText: MarkupLanguage {
  static func parse(_ source: SourceText) -> SplicedDocument {
    var reader = RestructuredReader(source)
    return document(source, reader.read())
  }

  static func glue(beside markup: String) -> String { "\\ " }

  static func mayBeginLine(_ word: String) -> Bool {
    guard let first = word.first else { return false }
    return first.isLetter || "`*|(\"'„“‚‘«»".contains(first) && word.count > 1
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let before = index > 0 ? characters[index - 1] : " "
      switch character {
      case "\\": result += "\\\\"
      case "`": result += "\\`"
      case "*" where !(before == " " && next == " "): result += "\\*"
      case "|" where !next.isWhitespace: result += "\\|"
      case "_" where !(next.isLetter || next.isNumber) && (before.isLetter || before.isNumber): result += "\\_"
      default: result.append(character)
      }
    }
    return result
  }
}
