/// Xcode's String Catalogs (`.xcstrings`, developer.apple.com/documentation/xcode): bilingual, as PO is. A language that a
/// string lacks, or has in state `new`, is added in state `needs_review`.
struct StringCatalogDocument: TranslatableDocument {
  let segments: [DocumentSegment]
  private let source: SourceText
  private let layout: JSONLayout
  private let language: String
  private let writesEqual: Bool
  private let entries: [(entry: CatalogEntry, texts: [any TranslatableDocument])]

  init(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) {
    let root = try JSONTree.root(of: source)
    guard let strings = root["strings"], case .object(let members) = strings.content else {
      throw source.malformed(
        at: source.start, "there is no object 'strings'", "Is it another kind of JSON? Then use --format json")
    }
    language = options.targetLanguage.replacing("_", with: "-")
    let spoken = Self.sourceLanguage(root, options)
    let filter = KeyFilter(options)
    let found = members.filter { filter.accepts([$0.key]) }
      .compactMap { [language] in Self.entry($0, spoken, language, options, source) }
    entries = found.map { entry in
      (entry, entry.texts.map { CatalogText.document($0.text, $0.range, entry.key, source, options) })
    }
    (self.source, writesEqual) = (source, options.writesEqualTargets)
    layout = JSONLayout(source, root)
    segments = entries.flatMap { $0.texts.flatMap(\.segments) }
  }

  /// The language of the catalogue, or another one that is asked for.
  private static func sourceLanguage(_ root: JSONNode, _ options: DocumentOptions) -> (code: String, isOfKeys: Bool) {
    let wanted = options.sourceLanguage.replacing("_", with: "-")
    guard let own = root["sourceLanguage"]?.string else { return (wanted, true) }
    let isOwn = own.prefix { $0 != "-" }.lowercased() == wanted.prefix { $0 != "-" }.lowercased()
    return isOwn ? (own, true) : (wanted, false)
  }

  /// nil for what is translated already, or is not to be.
  private static func entry(
    _ member: JSONNode.Member, _ spoken: (code: String, isOfKeys: Bool), _ language: String, _ options: DocumentOptions,
    _ source: SourceText
  ) -> CatalogEntry? {
    let node = member.value
    if let flag = node["shouldTranslate"], source.string(flag.range) == "false" { return nil }
    if node["extractionState"]?.string == "stale" { return nil }
    let localizations = node["localizations"]
    if let target = localizations?[language], !options.retranslate, isTranslated(target) { return nil }
    let localization = localizations?[spoken.code]
    guard localization != nil || spoken.isOfKeys else { return nil }
    let entry = CatalogEntry(
      key: member.key, keyRange: member.keyRange, node: node, localization: localization, source)
    return entry.piece != nil && entry.texts.contains { $0.text.hasLetters } ? entry : nil
  }

  private static func isTranslated(_ node: JSONNode) -> Bool {
    if let unit = node["stringUnit"] {
      return unit["state"]?.string != "new" && unit["value"]?.string?.isEmpty == false
    }
    return node.members.contains { isTranslated($0.value) }
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for (entry, texts) in entries {
      var written: [String] = []
      var isChanged = false
      for text in texts {
        let last = first + text.segments.count
        let own = Array(translations[first..<last])
        isChanged = isChanged || zip(own, text.segments).contains { $0 != nil && (writesEqual || $0 != $1.parts) }
        written.append(String(decoding: try text.rendered(own), as: UTF8.self))
        first = last
      }
      if isChanged, let value = entry.localization(written, language: language) { edits.append(edit(entry, value)) }
    }
    return source.bytes.applying(edits)
  }

  private func edit(_ entry: CatalogEntry, _ value: JSONLayout.Value) -> ByteEdit {
    if let localizations = entry.node["localizations"] { return layout.edit(localizations, language, value, level: 3) }
    return layout.edit(entry.node, "localizations", .object([(language, value)]), level: 2)
  }
}

/// A text of a catalogue, in which `%#@name@` stands for a substitution.
enum CatalogText {
  static func document(
    _ text: String, _ range: Range<Int>, _ key: String, _ source: SourceText, _ options: DocumentOptions
  ) -> any TranslatableDocument {
    guard text.contains("%#@") else {
      let value = CatalogueValue(range: range, text: text, context: key) { Array($0.utf8) }
      return ValueText.document(value, source, options)
    }
    let bytes = Array(text.utf8)
    var items: [InlineItem] = []
    var start = 0
    func add(_ end: Int) {
      guard start < end else { return }
      items.append(InlineItem(kind: .text(String(decoding: bytes[start..<end], as: UTF8.self)), range: start..<end))
    }
    while let mark = bytes.firstRange(of: "%#@", in: start..<bytes.count) {
      let end = bytes.skip(mark.upperBound..<bytes.count) { $0 != UInt8(ascii: "@") } + 1
      guard end <= bytes.count else { break }
      add(mark.lowerBound)
      items.append(InlineItem(kind: .atom, range: mark.lowerBound..<end))
      start = end
    }
    add(bytes.count)
    guard let found = InlineSegment(items, in: bytes) else {
      return SplicedDocument(bytes: bytes, file: source.file, units: [])
    }
    let segment = DocumentSegment(parts: found.parts, line: source.line(at: range.lowerBound), context: key)
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      Array(
        parts.map { part in
          switch part {
          case .text(let text): text
          case .span(_, let written): written
          }
        }.joined().utf8)
    }
    return SplicedDocument(bytes: bytes, file: source.file, units: [(segment, slot)])
  }
}
