/// Ding's word list: `German :: English`, with variants in step on both sides between `|`, and synonyms between `;`.
package struct DingFile {
  /// Which synonyms of a line's two sides are paired where one side has more of them than the other.
  package enum Synonyms: Sendable {
    /// The first of each: sure enough to be text.
    case first
    /// Each with each: for choosing among them.
    case all
  }

  /// Calls `body` for each variant; German is the first side of the file.
  static func forEachPair(
    path: String, germanIsSource: Bool, synonyms: Synonyms = .first, _ body: (TextPair) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    let lines = try LineStream(path: path)
    while let line = try lines.next() {
      for (german, english) in pairs(line, synonyms: synonyms) {
        try body(germanIsSource ? TextPair(german, english) : TextPair(english, german))
      }
    }
  }

  package static func pairs(_ line: String, synonyms: Synonyms = .first) -> [(german: String, english: String)] {
    guard !line.hasPrefix("#"), let mark = line.firstRange(of: "::") else { return [] }
    let german = line[..<mark.lowerBound].split(separator: "|", omittingEmptySubsequences: false)
    let english = line[mark.upperBound...].split(separator: "|", omittingEmptySubsequences: false)
    guard german.count == english.count else { return [] }
    return zip(german, english).flatMap { paired($0, $1, synonyms) }
  }

  /// Synonyms in step where both sides have as many.
  private static func paired(
    _ german: Substring, _ english: Substring, _ synonyms: Synonyms
  ) -> [(german: String, english: String)] {
    let left = german.split(separator: ";").map(plain).filter { !$0.isEmpty }
    let right = english.split(separator: ";").map(plain).filter { !$0.isEmpty }
    guard let first = left.first, let other = right.first else { return [] }
    if left.count == right.count { return Array(zip(left, right)) }
    guard synonyms == .all else { return [(first, other)] }
    return left.flatMap { german in right.map { (german, $0) } }
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
