/// Puts backslashes where text would be read as markup, and only there.
struct MarkdownEscaping: Sendable {
  /// Labels of the document's link definitions.
  var labels: Set<String>
  var block: MarkdownInlines.Block
  /// Characters that are rare enough in the segment to have no partner: one `*` alone means itself.
  private var harmless: Set<Character> = []
  private var hasSpans: Bool

  init(labels: Set<String>, block: MarkdownInlines.Block, parts: [PlacedPart]) {
    self.labels = labels
    self.block = block
    var counts: [Character: Int] = [:]
    hasSpans = false
    for part in parts {
      switch part {
      case .text(let text): for character in text where "*_~".contains(character) { counts[character, default: 0] += 1 }
      case .span(let span, _):
        hasSpans = true
        for character in "*_~" where span.contains(character) { counts[character, default: 0] += 2 }
      }
    }
    for character in "*_~" where counts[character, default: 0] < 2 { harmless.insert(character) }
  }

  /// - Parameters:
  ///   - before: the character in front of the text, nil at the start of its block.
  ///   - next: the start of what follows it.
  func escape(_ text: String, before: Character?, next: String) -> String {
    let characters = Array(text)
    var result = ""
    for (index, character) in characters.enumerated() {
      let previous = index > 0 ? characters[index - 1] : before
      let following = index + 1 < characters.count ? characters[index + 1] : next.first
      switch character {
      case "\n", "\r", "\r\n": result += " "
      case "\u{A0}": result += "&nbsp;"
      case "&" where isEntity(characters[index...]): result += "&amp;"
      case _ where needsBackslash(character, previous, following, characters, index, next):
        result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }

  private func needsBackslash(
    _ character: Character, _ previous: Character?, _ following: Character?, _ all: [Character], _ index: Int,
    _ next: String
  ) -> Bool {
    switch character {
    case "`": true
    case "\\": following.map(Self.isPunctuation) ?? false
    case "*", "~": !harmless.contains(character) && !(Self.isSpace(previous) && Self.isSpace(following))
    case "_":
      !harmless.contains("_") && !(Self.isWord(previous) && Self.isWord(following))
        && !(Self.isSpace(previous) && Self.isSpace(following))
    case "[": opensLink(all, index, next)
    case "]": hasSpans && !isClosed(all, index)
    case "<": following.map { $0.isLetter || "/!?".contains($0) } ?? false
    case "!": index + 1 == all.count && next.hasPrefix("[")
    case "|": block == .cell
    case "#": block == .heading && all[index...].allSatisfy { $0 == "#" } && next.isEmpty
    default: false
    }
  }

  /// Whether a bracket begins what could be a link. Without a partner it could be that of a link around it.
  private func opensLink(_ all: [Character], _ index: Int, _ next: String) -> Bool {
    guard let end = closing(all, index) else { return hasSpans }
    let following = end + 1 < all.count ? all[end + 1] : next.first
    if let following, "([:".contains(following) { return true }
    let label = String(all[(index + 1)..<end])
    return label.hasPrefix("^") || labels.contains(MarkdownSyntax.normalized(label))
  }

  private func closing(_ all: [Character], _ index: Int) -> Int? {
    var depth = 0
    for place in index..<all.count {
      if all[place] == "[" { depth += 1 }
      if all[place] == "]" { depth -= 1 }
      if depth == 0 { return place }
    }
    return nil
  }

  private func isClosed(_ all: [Character], _ index: Int) -> Bool {
    var depth = 0
    for place in stride(from: index, through: 0, by: -1) {
      if all[place] == "]" { depth += 1 }
      if all[place] == "[" { depth -= 1 }
      if depth == 0 { return true }
    }
    return false
  }

  private func isEntity(_ rest: ArraySlice<Character>) -> Bool {
    let body = rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
    return !body.isEmpty && rest.dropFirst(1 + body.count).first == ";"
  }

  static func isSpace(_ character: Character?) -> Bool { character?.isWhitespace ?? true }
  static func isWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
  static func isPunctuation(_ character: Character) -> Bool {
    character.isPunctuation || character.isSymbol
  }

  /// What would begin a list, a task, a heading, a quotation, a rule or a fence at the start of a line.
  static func escapedLineStart(_ text: String) -> String {
    guard let first = text.first else { return text }
    let word = text.prefix { $0 != " " }
    if "-+*=".contains(first), word.allSatisfy({ $0 == first }) { return "\\" + text }
    if first == ">" || word.allSatisfy({ $0 == "#" }) || word.hasPrefix("~~~") || word.hasPrefix("|") {
      return "\\" + text
    }
    if ["[ ] ", "[x] ", "[X] "].contains(String(text.prefix(4))) { return "\\" + text }
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let mark = word.dropFirst(digits.count)
    if !digits.isEmpty, mark == "." || mark == ")" { return digits + "\\" + text.dropFirst(digits.count) }
    return text
  }

  /// Whether a line of a paragraph may begin with a word.
  static func mayBeginLine(_ word: String) -> Bool {
    guard let first = word.first else { return false }
    if first.isLetter || "(\"'„“”‚‘’»«".contains(first) { return true }
    if first == "[" { return true }
    if first == "`" { return !word.hasPrefix("```") }
    return (first == "*" || first == "_") && word.contains { $0.isLetter }
  }
}
