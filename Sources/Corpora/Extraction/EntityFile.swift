/// Entity declarations, such as KDE's per-language names of programs and keys: `<!ENTITY kate "<app>Kate</app>">`.
package enum EntityFile {
  /// Adds a file's internal entities to `entities`, tags taken out; declarations that refer to others are resolved as
  /// far as those are known.
  package static func read(path: String, into entities: inout [String: String]) throws(CorpusError) {
    let text = String(decoding: try ByteSource.contents(of: path, limit: 1 << 24), as: UTF8.self)
    for declaration in text.split(separator: "<!ENTITY", omittingEmptySubsequences: false).dropFirst() {
      guard let (name, value) = parse(declaration), entities[name] == nil else { continue }
      entities[name] = TextTidying.tidy(resolve(withoutTags(value), entities))
    }
  }

  private static func parse(_ declaration: Substring) -> (String, Substring)? {
    let name = declaration.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    let rest = declaration[name.endIndex...].drop(while: \.isWhitespace)
    guard name != "%", let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    let value = rest.dropFirst().prefix { $0 != quote }
    return value.endIndex < rest.endIndex ? (String(name), value) : nil
  }

  private static func withoutTags(_ text: Substring) -> String {
    var result = ""
    var inTag = false
    for character in text {
      if character == "<" { inTag = true }
      if !inTag { result.append(character) }
      if character == ">" { inTag = false }
    }
    return result
  }

  private static func resolve(_ text: String, _ entities: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&"), let end = rest[start...].firstIndex(of: ";") {
      result += rest[..<start]
      let name = String(rest[rest.index(after: start)..<end])
      result += entities[name] ?? predefined[name] ?? (name == "nbsp" || name == "#160" ? " " : "&\(name);")
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static let predefined = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
}
