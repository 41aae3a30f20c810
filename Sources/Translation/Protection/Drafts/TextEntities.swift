import Documents

/// Entities that only spell what a text could have as it is: `it&apos;s`, `&quot;ready&quot;`, `caf&eacute;`. A model reads
/// the characters, and their translations are spelled as the source's were.
struct TextEntities: Hashable, Sendable {
  private var spellings: [Unicode.Scalar: String] = [:]

  /// Whether an entity is one of them, and not markup or a character of its own kind.
  static func isText(_ entity: String) -> Bool { scalar(of: entity) != nil }

  private static func scalar(of entity: String) -> Unicode.Scalar? {
    guard let scalars = Entities.decode(entity)?.unicodeScalars, scalars.count == 1, let scalar = scalars.first else {
      return nil
    }
    let isQuote = "'\"\u{2018}\u{2019}\u{201C}\u{201D}".unicodeScalars.contains(scalar)
    return isQuote || scalar.value < 0x100 && scalar.properties.isAlphabetic ? scalar : nil
  }

  /// A text with such entities as characters; nil where it has none.
  static func decoded(_ text: String) -> (text: String, entities: TextEntities)? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    var entities = TextEntities()
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      if let end = rest.prefix(12).firstIndex(of: ";"), let scalar = scalar(of: String(rest[...end])) {
        entities.spellings[scalar] = entities.spellings[scalar] ?? String(rest[...end])
        result.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: end)...]
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return entities.spellings.isEmpty ? nil : (result + rest, entities)
  }

  /// A translation with the characters spelled as in the source. Quotation marks of any kind are those of the source.
  func encoded(_ translation: String) -> String {
    translation.unicodeScalars.reduce(into: "") { text, scalar in
      if let spelling = spellings[scalar] ?? Self.plain(scalar).flatMap({ spellings[$0] }) {
        text += spelling
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    "\u{201E}\u{201C}\u{201D}\u{AB}\u{BB}".unicodeScalars.contains(scalar) ? "\"" : nil
  }
}
