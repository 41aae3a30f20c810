/// XLIFF 1.2 and 2.0: bilingual files. Targets are filled or added behind their sources.
struct XLIFFDocument: TranslatableDocument {
  let segments: [DocumentSegment]
  private let file: SourceText
  private let units: [(unit: XLIFFUnit, range: Range<Int>)]
  private let languageTags: [HTMLToken]
  private let isVersion2: Bool
  private let language: String
  private let writesEqual: Bool

  init(_ file: SourceText, _ options: DocumentOptions) throws(DocumentError) {
    try XMLCheck.check(file)
    if !options.isDecoded, let encoding = DeclaredEncoding.find(Array(file.bytes.prefix(200))),
      !DeclaredEncoding.isUTF8(encoding)
    {
      throw .encoding(file: file.file, line: 1, encoding: encoding)
    }
    let reader = XLIFFReader(file)
    let found = reader.units.compactMap { unit -> (XLIFFUnit, InlineSegment)? in
      guard options.retranslate || !Self.isTranslated(unit, file) else { return nil }
      return InlineSegment(unit.items, in: file.bytes).map { (unit, $0) }
    }
    self.file = file
    units = found.map { ($0.0, $0.1.range) }
    segments = found.map { unit, segment in
      DocumentSegment(
        parts: segment.parts, line: file.line(at: segment.range.lowerBound), context: unit.context,
        pairs: segment.pairs)
    }
    languageTags = reader.languageTags
    isVersion2 = languageTags.first?.name == "xliff"
    language = options.targetLanguage
    writesEqual = options.writesEqualTargets
  }

  /// Empty targets, and those that only repeat the source because nobody has worked on them, are to be filled.
  private static func isTranslated(_ unit: XLIFFUnit, _ file: SourceText) -> Bool {
    guard let content = unit.targetContent, let target = unit.target else { return false }
    let state = target.value("state", in: file.bytes) ?? unit.tag.value("state", in: file.bytes)
    if ["new", "needs-translation", "initial"].contains(state) {
      return file.string(content) != file.string(unit.content) && !file.bytes.trimmed(content).isEmpty
    }
    return !file.bytes.trimmed(content).isEmpty
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: file.file)
    var edits: [ByteEdit] = []
    for (index, translation) in translations.enumerated() {
      guard let translation, writesEqual || translation != segments[index].parts else { continue }
      edits += self.edits(units[index].unit, units[index].range, translation)
    }
    if !edits.isEmpty { edits += languageTags.compactMap(languageEdit) }
    return file.bytes.applying(edits)
  }

  /// What stands around the segment in the source (white space, enclosing elements) is taken over.
  private func edits(_ unit: XLIFFUnit, _ range: Range<Int>, _ translation: [SegmentPart]) -> [ByteEdit] {
    let text = translation.map { part in
      switch part {
      case .text(let text): XMLEscapes.escaped(text)
      case .span(let span): span
      }
    }.joined()
    let before = file.string(unit.content.lowerBound..<range.lowerBound)
    let content = before + text + file.string(range.upperBound..<unit.content.upperBound)
    let states = isVersion2 ? [edit(unit.tag, "state", "translated")] : []
    guard let target = unit.target, let old = unit.targetContent else { return [added(unit, content)] + states }
    return states + stateEdits(target) + [filled(target, old, content)]
  }

  /// Version 1.2 keeps the state with the target.
  private static let states = [("state", "needs-review-translation"), ("state-qualifier", "mt-suggestion")]

  private func stateEdits(_ target: HTMLToken) -> [ByteEdit] {
    isVersion2 ? [] : Self.states.map { edit(target, $0.0, $0.1) }
  }

  private func filled(_ target: HTMLToken, _ old: Range<Int>, _ content: String) -> ByteEdit {
    guard target.kind == .start(isSelfClosing: true) else { return ByteEdit(old, content.utf8) }
    let end = target.range.upperBound
    return ByteEdit((end - 2)..<end, ">\(content)</target>".utf8)
  }

  /// A target behind its source, indented like it.
  private func added(_ unit: XLIFFUnit, _ content: String) -> ByteEdit {
    var start = unit.source.lowerBound
    while start > 0, file.bytes[start - 1].isSpace { start -= 1 }
    let indentation = file.string(start..<unit.source.lowerBound)
    let attributes = isVersion2 ? "" : Self.states.map { " \($0.0)=\"\($0.1)\"" }.joined()
    return ByteEdit(unit.end..<unit.end, (indentation + "<target\(attributes)>\(content)</target>").utf8)
  }

  private func languageEdit(_ tag: HTMLToken) -> ByteEdit? {
    let name = isVersion2 ? "trgLang" : "target-language"
    guard tag.value(name.lowercased(), in: file.bytes) == nil else { return nil }
    return edit(tag, name, language.replacing("_", with: "-"))
  }

  /// Gives a tag an attribute.
  private func edit(_ tag: HTMLToken, _ name: String, _ value: String) -> ByteEdit {
    if let old = tag.attributes.first(where: { $0.name == name }) { return ByteEdit(old.value, value.utf8) }
    let end = tag.range.upperBound - (tag.kind == .start(isSelfClosing: true) ? 2 : 1)
    return ByteEdit(end..<end, " \(name)=\"\(value)\"".utf8)
  }
}
