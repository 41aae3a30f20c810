/// The mark in front of a list item or a quotation: `-`, `*`, `•`, `1.`, `2)`, `a)`, `(b)`, `[x]`, `>`, `##`.
public enum ListMarker {
  /// The white space, mark and white space that `line` begins with, up to the text behind them; nil where no mark, or no
  /// text behind it, is.
  public static func prefix(of line: String) -> Substring? {
    let start = line.firstIndex { !$0.isWhitespace } ?? line.endIndex
    let word = line[start...].prefix { !$0.isWhitespace }
    guard isMark(word), let text = line[word.endIndex...].firstIndex(where: { !$0.isWhitespace }) else { return nil }
    return line[..<text]
  }

  private static func isMark(_ word: Substring) -> Bool {
    guard let first = word.first, word.utf8.count <= longestMark else { return false }
    if bullets.contains(first) { return word.allSatisfy { $0 == first } }
    switch (first, word.last) {
    case ("[", "]"): return ["", "x", "X"].contains(word.dropFirst().dropLast())
    case ("(", ")"): return isItemName(word.dropFirst().dropLast())
    case (_, ")"): return isItemName(word.dropLast())
    case (_, "."): return word.dropLast().allSatisfy(isDigit) && word.count > 1
    default: return false
    }
  }

  /// A number, or a single letter.
  private static func isItemName(_ name: Substring) -> Bool {
    guard let first = name.first else { return false }
    return name.allSatisfy(isDigit) || name.utf8.count == 1 && first.isLetter
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static let bullets: Set<Character> = ["-", "*", "•", "‣", "◦", "▪", "–", "—", "+", "#", ">"]
  private static let longestMark = 6
}
