/// Text of XML.
enum XMLEscapes {
  /// The five names and the numbers of XML; white space with line breaks becomes one space.
  static func text(_ markup: String) -> String {
    withoutLineBreaks(Entities.decodeAll(markup))
  }

  static func withoutLineBreaks(_ text: String) -> String {
    var result = ""
    var space = ""
    for character in text {
      if character.isASCII, character.isWhitespace {
        space.append(character)
      } else {
        result += (space.contains(where: \.isNewline) ? " " : space) + String(character)
        space = ""
      }
    }
    return result + (space.contains(where: \.isNewline) ? " " : space)
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
