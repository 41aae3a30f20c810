import Text

/// A message of a catalogue and its translation, as they stand in the file.
package struct CatalogueMessage: Equatable {
  package var source: String
  package var target: String

  package init(source: String, target: String) {
    self.source = source
    self.target = target
  }

  /// Pairs singular with singular and plural with the other forms. A language with one form gets the plural.
  static func forms(singular: String, plural: String?, translations: [String]) -> [CatalogueMessage] {
    guard let plural else { return translations.prefix(1).map { CatalogueMessage(source: singular, target: $0) } }
    if translations.count == 1 { return [CatalogueMessage(source: plural, target: translations[0])] }
    return translations.enumerated().map { CatalogueMessage(source: $0 == 0 ? singular : plural, target: $1) }
  }

  /// The encoding that a catalogue's header names.
  static func charset(header: String) -> String {
    guard let range = header.firstRange(of: "charset=") else { return "" }
    return String(header[range.upperBound...].prefix { !$0.isWhitespace && $0 != ";" })
  }

  /// The text a person would read: without context and accelerator marks. Nil where the source is an identifier.
  package func pair() -> TextPair? {
    let source = Self.withoutContext(self.source)
    let target = Self.withoutContext(self.target)
    guard !Self.isSymbolic(source) else { return nil }
    return Self.withoutAccelerators(TextPair(source, target))
  }

  /// `context EOT text`, and KDE's and GNOME's older `context|text`, `prefix^text`.
  private static func withoutContext(_ text: String) -> String {
    if let end = text.firstIndex(of: "\u{4}") { return String(text[text.index(after: end)...]) }
    for mark in ["|", "^"] {
      guard let end = text.firstIndex(of: Character(mark)) else { continue }
      let context = text[..<end]
      let rest = text[text.index(after: end)...]
      let isContext = !context.isEmpty && !rest.isEmpty && !rest.contains(mark) && context.utf8.count <= 40
      if isContext, context.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }) {
        return String(rest)
      }
    }
    return text
  }

  /// One word with underscores or dots inside, or capitals after small letters: a key, not a text.
  private static func isSymbolic(_ text: String) -> Bool {
    guard !text.utf8.contains(0x20), text.utf8.count >= 3 else { return false }
    let bytes = Array(text.utf8)
    for index in 1..<bytes.count - 1 {
      let next = bytes[index + 1]
      let joins = bytes[index] == 0x5F || bytes[index] == 0x2E
      if joins, index > 1, isLetter(bytes[index - 1]), isLetter(next) { return true }
    }
    return false
  }

  /// Marks go only where each side has at most one of the kind, and one side has one: `&` and `_` mean other things too.
  private static func withoutAccelerators(_ pair: TextPair) -> TextPair {
    var pair = pair
    for mark in [UInt8(ascii: "&"), UInt8(ascii: "_")] {
      let source = marks(mark, in: pair.source)
      let target = marks(mark, in: pair.target)
      guard source.count + target.count > 0, source.count <= 1, target.count <= 1 else { continue }
      if let left = source.first, let right = target.first,
        word(at: left, in: pair.source) == word(at: right, in: pair.target)
      {
        continue
      }
      pair.source = removing(source, from: pair.source)
      pair.target = removing(target, from: pair.target)
    }
    pair.target = withoutAppendedAccelerator(pair.target)
    return pair
  }

  /// Offsets of marks in front of a letter or digit; `&lt;` and `a_b` are none.
  private static func marks(_ mark: UInt8, in text: String) -> [Int] {
    let bytes = Array(text.utf8)
    return bytes.indices.filter { index in
      guard bytes[index] == mark, index + 1 < bytes.count else { return false }
      let next = bytes[index + 1]
      guard isLetter(next) || isDigit(next) || next >= 0x80 else { return false }
      return mark == UInt8(ascii: "_") || !isEntity(bytes[index...])
    }
  }

  /// The word around a mark. The same on both sides it is a name, such as `a_b`.
  private static func word(at offset: Int, in text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let front = bytes[..<offset].reversed().prefix { $0 > 0x20 }
    return front.reversed() + bytes[offset...].prefix { $0 > 0x20 }
  }

  private static func isEntity(_ bytes: ArraySlice<UInt8>) -> Bool {
    let name = bytes.dropFirst().prefix { isLetter($0) || isDigit($0) || $0 == 0x23 }
    return name.endIndex < bytes.endIndex && bytes[name.endIndex] == UInt8(ascii: ";")
  }

  private static func removing(_ offsets: [Int], from text: String) -> String {
    guard let offset = offsets.first else { return text }
    var bytes = Array(text.utf8)
    bytes.remove(at: offset)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// "Datei(_D)": where a script has no letter to mark, the letter is appended.
  private static func withoutAppendedAccelerator(_ text: String) -> String {
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), text[open...].count == 3 else { return text }
    let mark = text[text.index(after: open)]
    return mark == "_" || mark == "&" ? String(text[..<open]) : text
  }
}
