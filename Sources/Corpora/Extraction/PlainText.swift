/// Cuts plain text into paragraphs, headings and list items, by empty lines and bullets.
package struct PlainText {
  private var blocks: [TextBlock] = []
  private var kind = "paragraph"
  private var text = ""

  static func blocks(path: String) throws(CorpusError) -> [TextBlock] {
    var reader = PlainText()
    let text = TextDecoder.guess(try ByteSource.contents(of: path, limit: 1 << 26))
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.read(line) }
    reader.finishBlock()
    return reader.blocks
  }

  private mutating func read(_ line: Substring) {
    let words = line.drop(while: \.isWhitespace)
    // Rules between sections and lines under headings divide as empty lines do.
    guard words.contains(where: { $0.isLetter || $0.isNumber }) else { return finishBlock() }
    if let item = Self.item(words) {
      finishBlock()
      kind = "item"
      text = item
    } else if Self.isHeading(words) {
      finishBlock()
      kind = "heading"
      text = words.filter { $0 != "=" }
      finishBlock()
    } else {
      if text.isEmpty { kind = words.startIndex == line.startIndex ? "paragraph" : "indented" }
      text += text.isEmpty ? String(words) : " " + words
    }
  }

  /// What follows `* `, `- `, `1. `, `a) `.
  private static func item(_ words: Substring) -> String? {
    guard let space = words.firstIndex(of: " ") else { return nil }
    let mark = words[..<space]
    let isNumber = mark.count <= 3 && mark.count >= 2 && mark.dropLast().allSatisfy { $0.isNumber }
    guard ["*", "-", "+", "o", "•"].contains(mark) || (isNumber && ".)".contains(mark.last ?? " ")) else { return nil }
    return String(words[words.index(after: space)...])
  }

  /// A wiki's `== Heading ==`.
  private static func isHeading(_ words: Substring) -> Bool { words.hasPrefix("==") && words.hasSuffix("==") }

  private mutating func finishBlock() {
    let tidy = TextTidying.tidy(text)
    if !tidy.isEmpty { blocks.append(TextBlock(kind: kind, text: tidy)) }
    (kind, text) = ("paragraph", "")
  }
}
