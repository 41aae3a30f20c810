/// A message that needs a translation.
struct POMessage: Sendable {
  let entry: POEntry
  /// It has a translation, which is to be replaced.
  private let isTranslated: Bool
  /// One for each form: whether the translation of `msgid_plural` belongs there.
  private let isPlural: [Bool]
  private let singular: SplicedDocument?
  private let plural: SplicedDocument?

  /// nil for messages that are translated, the header, and those without letters.
  init?(_ entry: POEntry, _ source: SourceText, _ forms: PluralForms, _ options: DocumentOptions) {
    let isTranslated = entry.forms.allSatisfy { POEscapes.text(of: $0, in: source.bytes) != "" }
    guard !isTranslated || options.retranslate,
      let text = POEscapes.text(of: entry.id, in: source.bytes), !text.isEmpty,
      !Self.isCredit(text, entry.context.flatMap { POEscapes.text(of: $0, in: source.bytes) })
    else { return nil }
    let pluralText = entry.plural.flatMap { POEscapes.text(of: $0, in: source.bytes) } ?? ""
    self.entry = entry
    self.isTranslated = isTranslated
    isPlural = entry.plural == nil ? [false] : Self.plurals(text, pluralText, forms)
    singular = isPlural.contains(false) ? Self.document(text, entry.id, entry, source, options) : nil
    plural = entry.plural.flatMap { Self.document(pluralText, $0, entry, source, options) }
    if segments.isEmpty { return nil }
  }

  /// What asks for the names of translators, in the ways of GNOME and of KDE.
  private static func isCredit(_ text: String, _ context: String?) -> Bool {
    ["translator-credits", "translator_credits"].contains(text)
      || ["NAME OF TRANSLATORS", "EMAIL OF TRANSLATORS"].contains(context)
  }

  /// A singular that does not name its number (`one file`) cannot stand where its form is also that of 21.
  private static func plurals(_ singular: String, _ plural: String, _ forms: PluralForms) -> [Bool] {
    func placeholders(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "{") } }
    let isOnlyForOne = placeholders(singular) != placeholders(plural)
    return (0..<forms.count).map {
      forms.count == 1 || $0 != forms.form(1) || (forms.singularIsGeneral && isOnlyForOne)
    }
  }

  private static func document(
    _ text: String, _ string: POString, _ entry: POEntry, _ source: SourceText, _ options: DocumentOptions
  ) -> SplicedDocument {
    let bytes = Array(text.utf8)
    let context = entry.context.flatMap { POEscapes.text(of: $0, in: source.bytes) }
    let line = source.line(at: string.range.lowerBound)
    let layout = TextLayout(bytes, bytes.indices, mode: options.lineMode)
    return SplicedDocument(
      bytes: bytes, file: source.file, units: layout.units(of: bytes, context: context) { _ in line })
  }

  var segments: [DocumentSegment] { (singular?.segments ?? []) + (plural?.segments ?? []) }

  /// The text of each form; nil where a segment is not translated, or all equal their source and none is to be
  /// replaced: gettext shows the source where there is no translation.
  func translated(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [String]? {
    let known = translations.compactMap { $0 }
    guard known.count == translations.count, isTranslated || known != segments.map(\.parts)
    else { return nil }
    let count = singular?.segments.count ?? 0
    let one = try singular?.rendered(Array(translations[..<count])) ?? []
    let many = try plural?.rendered(Array(translations[count...])) ?? []
    return isPlural.map { String(decoding: $0 ? many : one, as: UTF8.self) }
  }
}
