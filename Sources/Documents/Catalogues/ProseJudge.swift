/// Tells values that people read from those that programs read, in files of which nobody has said which is which.
///
/// What is plainly one or the other is decided by itself; a word in lowercase may be either, and goes with the rest of
/// its file.
struct ProseJudge {
  enum Verdict: Equatable {
    case prose, unsure
    case code(String)
  }

  /// Splits values into those to translate and those to leave.
  ///
  /// - Parameter hasChosenKeys: somebody has named the keys: they are right.
  static func sort(
    _ values: [CatalogueValue], _ source: SourceText, _ options: DocumentOptions
  ) -> (kept: [CatalogueValue], omitted: [Omission]) {
    guard options.includedKeys.isEmpty else { return (values, []) }
    let known = KnownFiles.filter(source.file, topKeys: Set(values.compactMap(\.path.first)), source)
    let verdicts = values.map { value -> Verdict in
      if let known { return known.accepts(value.path) ? .prose : .code("not a key with text in this kind of file") }
      return verdict(value.text, key: value.path.last(where: { Int($0) == nil }) ?? "")
    }
    let prose = verdicts.count { $0 == .prose }
    let code = verdicts.count { if case .code = $0 { true } else { false } }
    var kept: [CatalogueValue] = []
    var omitted: [Omission] = []
    for (value, verdict) in zip(values, verdicts) {
      let reason: String? =
        switch verdict {
        case .prose: nil
        case .unsure: code == 0 || prose > 2 * code ? nil : "a word of a program, as most values here"
        case .code(let reason): reason
        }
      guard let reason else {
        kept.append(value)
        continue
      }
      omitted.append(
        Omission(
          line: source.line(at: value.range.lowerBound), key: value.path.joined(separator: "."), text: value.text,
          reason: reason))
    }
    return (kept, omitted)
  }

  /// Keys whose values are for programs unless they are whole sentences.
  private static let technicalKeys: Set<String> = [
    "id", "type", "kind", "icon", "class", "classname", "style", "format", "dateformat", "timeformat", "url", "uri",
    "href", "src", "path", "file", "filename", "version", "license", "main", "module", "script", "command", "cmd",
    "run",
    "image", "color", "colour", "event", "target", "rel", "lang", "language", "locale", "encoding", "charset", "regex",
    "regexp", "pattern", "slug", "layout", "theme", "uses", "shell", "engine", "ref", "operationid", "in", "enum",
    "required", "order", "mode", "round_mode", "delimiter", "separator", "unit", "schema", "scheme", "env",
    "repository",
    "branch", "email", "author", "maintainer", "entrypoint", "extends", "plugin", "plugins", "parser", "preset",
    "engines",
  ]

  static func verdict(_ text: String, key: String) -> Verdict {
    let words = text.split(whereSeparator: \.isWhitespace)
    let isSentence = looksLikeSentence(text, words)
    if isTechnical(key), !isSentence { return .code("a value for programs, by its key") }
    if words.count == 1 { return single(words[0], text) }
    if isDatePattern(text, words) { return .code("a pattern of a date") }
    if words.allSatisfy({ isIdentifier($0) || $0.contains("-") && isLowercaseName($0) }) || isClassList(words) {
      return .code("names")
    }
    if text.contains("&&") || text.hasPrefix("#!") || text.hasPrefix("$ ") || text.contains("--"), !isSentence {
      return .code("a command")
    }
    if isSentence || words[0].first?.isUppercase == true
      || text.unicodeScalars.contains(where: { !$0.isASCII && $0.properties.isAlphabetic })
    {
      return .prose
    }
    return words.count >= 4 ? .prose : .unsure
  }

  private static func isTechnical(_ key: String) -> Bool {
    let key = key.lowercased()
    return technicalKeys.contains(key) || key.hasSuffix("_id") || key.hasSuffix("url") || key.hasSuffix("class")
      || key.hasSuffix("icon") || key.hasSuffix("format") || key.hasPrefix("$")
  }

  /// Three words that begin with a capital and are not all names, or a mark of a sentence at the end.
  private static func looksLikeSentence(_ text: String, _ words: [Substring]) -> Bool {
    guard words.count >= 3 else { return words.count == 2 && text.endsSentence && words[0].first?.isUppercase == true }
    let plain = words.count { word in word.allSatisfy { $0.isLetter || ".,;:!?'’\"()".contains($0) } }
    return plain * 3 >= words.count * 2
      && (text.endsSentence || words[0].first?.isUppercase == true || words.count >= 6)
      && !isDatePattern(text, words)
  }

  private static func single(_ word: Substring, _ text: String) -> Verdict {
    if text.hasPrefix(":") { return .code("a symbol") }
    let letters = word.filter(\.isLetter)
    if letters.contains(where: { !$0.isASCII }) { return .prose }
    if isIdentifier(word) || word.contains("/") || word.contains("\\") || word.hasPrefix("#") || word.hasPrefix("@") {
      return .code("a name")
    }
    if isLowercaseName(word), word.contains("-") || word.contains(where: \.isNumber) { return .code("a name") }
    if letters.count < 2 { return .unsure }
    if word.first?.isUppercase == true || word.contains("{") || word.contains("%") || word.contains("<") {
      return .prose
    }
    return word.last.map { "!?:…".contains($0) } == true ? .prose : .unsure
  }

  /// `camelCase`, `snake_case`, `dotted.name`, `CONSTANT_NAME`
  private static func isIdentifier(_ word: Substring) -> Bool {
    guard word.utf8.allSatisfy({ $0.isASCIILetter || $0.isDigit || "_.$:-".utf8.contains($0) }), word.count > 1 else {
      return false
    }
    let inner = word.dropFirst().dropLast()
    if inner.contains("_") || inner.contains("$") { return true }
    if inner.contains("."), !word.contains("..") { return true }
    if inner.contains(":") { return true }
    return word.first?.isLowercase == true && word.dropFirst().contains(where: \.isUppercase)
  }

  private static func isLowercaseName(_ word: Substring) -> Bool {
    word.utf8.allSatisfy { ($0.isASCIILetter && $0 >= 0x61) || $0.isDigit || "-_.".utf8.contains($0) }
  }

  /// `btn btn-primary`: names in lowercase, one of which no language has.
  private static func isClassList(_ words: [Substring]) -> Bool {
    words.allSatisfy(isLowercaseName)
      && words.contains { word in
        let parts = word.split(separator: "-")
        return parts.count > 1 && words.contains { $0 == parts[0] } || word.contains("_") || parts.count > 2
      }
  }

  /// `MMMM Do YYYY, h:mm a`
  private static func isDatePattern(_ text: String, _ words: [Substring]) -> Bool {
    let letters = text.filter(\.isLetter)
    guard letters.count >= 3, letters.allSatisfy({ "yMdDEHhmsSaAZzoYLTkwWG".contains($0) }) else { return false }
    return ["YY", "yy", "MM", "DD", "dd", "HH", "hh", "mm"].contains { text.contains($0) }
  }
}
