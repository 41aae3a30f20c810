/// Finds the words of a text as dictionaries spell them: letters, with apostrophes and hyphens between letters.
public enum WordScanner {
  /// The words' places, in order.
  public static func words(of text: String) -> [Range<String.Index>] {
    let scalars = text.unicodeScalars
    var words: [Range<String.Index>] = []
    var start: String.Index?
    for index in scalars.indices {
      if isPart(scalars, index, inWord: start != nil) {
        start = start ?? index
      } else if let first = start {
        words.append(first..<index)
        start = nil
      }
    }
    if let first = start { words.append(first..<scalars.endIndex) }
    return words
  }

  private static func isPart(_ scalars: String.UnicodeScalarView, _ index: String.Index, inWord: Bool) -> Bool {
    let properties = scalars[index].properties
    if properties.isAlphabetic || properties.generalCategory == .nonspacingMark { return true }
    guard inWord, ["'", "’", "-", "‐"].contains(scalars[index]) else { return false }
    let next = scalars.index(after: index)
    return next < scalars.endIndex && scalars[next].properties.isAlphabetic
  }
}
