import Text

/// What a string of a String Catalog says in its source language, and how that is written in another one.
struct CatalogEntry: Sendable {
  /// A text, or texts for numbers and devices.
  indirect enum Piece: Sendable {
    /// The text with this number.
    case unit(Int)
    /// `plural` or `device`, and its forms.
    case variations(kind: String, forms: [(key: String, piece: Piece)])
  }

  struct Substitution: Sendable {
    var name: String
    /// `argNum`, `formatSpecifier`, as they are written.
    var settings: [(key: String, written: String)]
    var piece: Piece
  }

  var key: String
  /// The entry, and its object of localizations where it has one.
  var node: JSONNode
  private(set) var texts: [(range: Range<Int>, text: String)] = []
  private(set) var piece: Piece?
  private(set) var substitutions: [Substitution] = []

  /// - Parameter localization: in the source language; nil: the key is the text.
  init(key: String, keyRange: Range<Int>, node: JSONNode, localization: JSONNode?, _ source: SourceText) {
    (self.key, self.node) = (key, node)
    guard let localization else {
      piece = .unit(0)
      texts = [(keyRange, key)]
      return
    }
    piece = read(localization)
    for member in localization["substitutions"]?.members ?? [] {
      guard let piece = read(member.value) else { continue }
      let settings = member.value.members.filter { $0.key != "variations" }
        .map { ($0.key, source.string($0.value.range)) }
      substitutions.append(Substitution(name: member.key, settings: settings, piece: piece))
    }
  }

  private mutating func read(_ node: JSONNode) -> Piece? {
    if let value = node["stringUnit"]?["value"] {
      guard let text = value.string else { return nil }
      texts.append((value.range, text))
      return .unit(texts.count - 1)
    }
    guard let kind = node["variations"]?.members.first else { return nil }
    let forms = kind.value.members.compactMap { member in read(member.value).map { (key: member.key, piece: $0) } }
    return forms.isEmpty ? nil : .variations(kind: kind.key, forms: forms)
  }

  /// The localization in the target language.
  ///
  /// - Parameter texts: the translations, in the order of ``texts``.
  func localization(_ texts: [String], language: String) -> JSONLayout.Value? {
    guard let piece else { return nil }
    let body = Self.value(piece, texts, language)
    guard !substitutions.isEmpty, case .object(let members) = body else { return body }
    let written = substitutions.map { substitution -> (key: String, value: JSONLayout.Value) in
      guard case .object(let forms) = Self.value(substitution.piece, texts, language) else {
        return (substitution.name, .object([]))
      }
      return (substitution.name, .object(substitution.settings.map { ($0.key, .written($0.written)) } + forms))
    }
    return .object(members + [("substitutions", .object(written))])
  }

  private static func value(_ piece: Piece, _ texts: [String], _ language: String) -> JSONLayout.Value {
    switch piece {
    case .unit(let index):
      return .object([("stringUnit", .object([("state", .string("needs_review")), ("value", .string(texts[index]))]))])
    case .variations(let kind, let forms):
      let chosen = kind == "plural" ? plural(forms, language) : forms
      let values = chosen.map { (key: $0.key, value: value($0.piece, texts, language)) }
      return .object([("variations", .object([(kind, .object(values))]))])
    }
  }

  /// The forms of the target language (CLDR); one that the source lacks says what `other` does. `zero` is read in every
  /// language.
  private static func plural(
    _ forms: [(key: String, piece: Piece)], _ language: String
  ) -> [(key: String, piece: Piece)] {
    let categories = MessagePatterns.pluralCategories(locale: language)
    let other = forms.first { $0.key == "other" } ?? forms[forms.count - 1]
    let known = ["few", "many", "one", "other", "two", "zero"].filter { category in
      categories.contains(category) || category == "zero" && forms.contains { $0.key == "zero" }
    }
    return known.map { category in (category, forms.first { $0.key == category }?.piece ?? other.piece) }
  }
}
