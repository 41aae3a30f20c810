/// Ding's word list: `German :: English`, with variants in step on both sides between `|`, and synonyms between `;`.
package struct DingFile {
  /// Calls `body` for each variant; German is the first side of the file.
  static func forEachPair(path: String, germanIsSource: Bool, _ body: (TextPair) throws(CorpusError) -> Void)
    throws(CorpusError)
  {
    let lines = try LineStream(path: path)
    while let line = try lines.next() {
      for (german, english) in pairs(line) {
        try body(germanIsSource ? TextPair(german, english) : TextPair(english, german))
      }
    }
  }

  package static func pairs(_ line: String) -> [(german: String, english: String)] {
    guard !line.hasPrefix("#"), let mark = line.firstRange(of: "::") else { return [] }
    let german = line[..<mark.lowerBound].split(separator: "|", omittingEmptySubsequences: false)
    let english = line[mark.upperBound...].split(separator: "|", omittingEmptySubsequences: false)
    guard german.count == english.count else { return [] }
    return zip(german, english).flatMap { synonyms($0, $1) }
  }

  /// Synonyms in step where both sides have as many; else the first of each.
  private static func synonyms(_ german: Substring, _ english: Substring) -> [(german: String, english: String)] {
    let left = german.split(separator: ";").map(plain).filter { !$0.isEmpty }
    let right = english.split(separator: ";").map(plain).filter { !$0.isEmpty }
    guard let first = left.first, let other = right.first else { return [] }
    return left.count == right.count ? Array(zip(left, right)) : [(first, other)]
  }

  /// Without grammar `{f}`, fields `[comp.]`, remarks `(...)`, abbreviations `/UNO/` and alternatives `<...>`.
  private static func plain(_ text: Substring) -> String {
    var result = ""
    var depth = 0
    for character in text {
      switch character {
      case "{", "[", "(", "<": depth += 1
      case "}", "]", ")", ">": depth = max(0, depth - 1)
      default: if depth == 0 { result.append(character) }
      }
    }
    let tidy = TextTidying.tidy(result)
    return tidy.contains("/") ? TextTidying.tidy(String(tidy.prefix { $0 != "/" })) : tidy
  }
}
