/// The words of a text or a term, among which terms are looked for: letters and digits, with apostrophes and hyphens
/// between them.
struct TermWords {
  let text: String
  let ranges: [Range<String.Index>]
  /// In small letters.
  let words: [String]

  init(_ text: String) {
    self.text = text
    var ranges: [Range<String.Index>] = []
    var start: String.Index?
    for index in text.indices {
      let character = text[index]
      let next = text.index(after: index)
      let joins = "'’-‐".contains(character) && next < text.endIndex && Self.isPart(text[next])
      if Self.isPart(character) || start != nil && joins {
        start = start ?? index
      } else if let first = start {
        ranges.append(first..<index)
        start = nil
      }
    }
    if let first = start { ranges.append(first..<text.endIndex) }
    self.ranges = ranges
    words = ranges.map { text[$0].lowercased() }
  }

  private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  /// Whether nothing but one space or the like stands in front of word `index`.
  func follows(_ index: Int) -> Bool {
    let gap = text[ranges[index - 1].upperBound..<ranges[index].lowerBound]
    return gap.count == 1 && gap.first?.isNewline == false && gap.allSatisfy { $0.isWhitespace || "/-&".contains($0) }
  }

  /// Places where `count` words in a row are such as `isWanted` says of each and its number in the row.
  func occurrences(of count: Int, _ isWanted: (_ word: Int, _ place: Int) -> Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while count > 0, index + count <= words.count {
      let fits = (0..<count).allSatisfy { isWanted(index + $0, $0) && ($0 == 0 || follows(index + $0)) }
      if fits { found.append(index..<index + count) }
      index += fits ? count : 1
    }
    return found
  }
}
