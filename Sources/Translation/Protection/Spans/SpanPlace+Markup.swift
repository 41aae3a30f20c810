import Text

extension SpanPlace {
  /// What ``Placeholders`` knows: directives, tags of HTML, entities.
  var placeholderEnd: Int? { Placeholders.match(bytes, at: start)?.range.upperBound }

  /// An entity, unless it only spells a letter or a quotation mark.
  var entityEnd: Int? {
    guard let end = placeholderEnd, !TextEntities.isText(String(decoding: bytes[start..<end], as: UTF8.self)) else {
      return nil
    }
    return end
  }

  /// `%<PRIu64>`, as gettext writes the macros of C.
  var macroEnd: Int? {
    let flags = end(from: 1, limit: 8) { isDigit($0) || "-+#0.*".utf8.contains($0) } - start
    return hasPrefix("<PRI", at: flags) ? end(of: ">", from: flags, limit: 16) : nil
  }

  /// `%{name}`, `%NAME%`, and the letters of strftime, but not the end of "100%".
  var percentEnd: Int? {
    if self[1] == UInt8(ascii: "{") { return SpanPlace(bytes: bytes, start: start + 1).bracesEnd }
    let name = end(from: 1, limit: 40) { isNamePart($0) && !(0x61...0x7A).contains($0) }
    if name > start + 2, name < bytes.count, bytes[name] == UInt8(ascii: "%") { return name + 1 }
    let modifier = self[1] == UInt8(ascii: "E") || self[1] == UInt8(ascii: "O") ? 2 : 1
    guard let letter = self[modifier], isLetter(letter), !(self[modifier + 1].map(isLetter) ?? false),
      !(self[-1].map(isDigit) ?? false)
    else { return nil }
    return start + modifier + 1
  }

  /// `{name}`, `{0:>8.2f}`, `{{a.b}}`, `{% if x %}`, and ICU's `{n, plural, one {# file} other {# files}}` as a whole.
  var bracesEnd: Int? {
    if hasPrefix("{{") { return end(of: "}}", from: 2, limit: 200) }
    if hasPrefix("{%") { return end(of: "%}", from: 2, limit: 200) }
    let content = end(from: 1, limit: 80) { $0 > 0x20 && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
    if content < bytes.count, bytes[content] == UInt8(ascii: "}") { return content + 1 }
    let name = end(from: 1, limit: 40, while: isNamePart)
    guard name > start + 1, name < bytes.count, bytes[name] == UInt8(ascii: ",") else { return nil }
    return balancedEnd(limit: 4000)
  }

  /// The end of the braces that open here, with all those inside of them.
  private func balancedEnd(limit: Int) -> Int? {
    var depth = 0
    for end in start..<min(bytes.count, start + limit) {
      if bytes[end] == UInt8(ascii: "{") { depth += 1 }
      if bytes[end] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return end + 1 }
    }
    return nil
  }

  /// `$name`, `${name}`, `$(name)`, `#{name}`, but not "$5".
  var variableEnd: Int? {
    if self[1] == UInt8(ascii: "{") { return end(of: "}", from: 2, limit: 100) }
    guard self[0] == UInt8(ascii: "$"), let next = self[1] else { return nil }
    if next == UInt8(ascii: "(") {
      let end = end(from: 2, limit: 60, while: isNamePart)
      return end > start + 2 && end < bytes.count && bytes[end] == UInt8(ascii: ")") ? end + 1 : nil
    }
    return isNamePart(next) && !isDigit(next) ? end(from: 1, limit: 100, while: isNamePart) : nil
  }

  /// A tag that HTML does not know: one that closes something, ends in `/>`, has attributes, or is closed further on.
  /// The `<file>` of a synopsis is text.
  var tagEnd: Int? {
    if hasPrefix("<!--") { return end(of: "-->", from: 4, limit: 4000) }
    let isClosing = self[1] == UInt8(ascii: "/")
    let nameStart = isClosing ? 2 : 1
    let name = end(from: nameStart, limit: 60) { isNamePart($0) || ":.-".utf8.contains($0) }
    guard let first = self[nameStart], isLetter(first), let end = end(of: ">", from: nameStart, limit: 400),
      !bytes[(start + 1)..<end].contains(UInt8(ascii: "<"))
    else { return nil }
    let text = bytes[name..<end]
    if isClosing || text.contains(UInt8(ascii: "=")) || text.dropLast().last == UInt8(ascii: "/") { return end }
    let closing = "</" + String(decoding: bytes[(start + 1)..<name], as: UTF8.self) + ">"
    return SpanPlace(bytes: bytes, start: end).end(of: closing, from: 0, limit: 2000) == nil ? nil : end
  }

  /// `\n`, `\"`, `\\`, `\u00e4` as programs spell them.
  var escapeEnd: Int? {
    guard let next = self[1] else { return nil }
    if next == UInt8(ascii: "u") || next == UInt8(ascii: "x") {
      let end = end(from: 2, limit: 4) { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
      return end > start + 3 ? end : nil
    }
    return "nrtabfve0\\\"'".utf8.contains(next) ? start + 2 : nil
  }

  /// Code between as many backticks on both sides, one or two. In "`this' and `that'" they are quotation marks.
  var codeEnd: Int? {
    let ticks = end(limit: 4) { $0 == UInt8(ascii: "`") } - start
    guard ticks <= 2, let end = end(of: String(repeating: "`", count: ticks), from: ticks, limit: 300) else {
      return nil
    }
    let code = bytes[(start + ticks)..<(end - ticks)]
    guard let first = code.first, first != 0x20, code.last != 0x20 else { return nil }
    return ticks == 1 && code.contains(UInt8(ascii: "'")) ? nil : end
  }

  /// A scalar of those that marks are made of, U+10FF00 to U+10FFFF.
  var markEnd: Int? { self[1] == 0x8F && self[2].map { $0 >= 0xBC } == true ? start + 4 : nil }
}
