/// Qt's `.ts` (doc.qt.io, "TS file format"): bilingual, as PO is. Translations are written as unfinished: somebody has to
/// look at them.
struct QtDocument: TranslatableDocument {
  private struct Message {
    /// The whole tag of `<translation>`, its element, and what is in it.
    var tag: HTMLToken
    var content: Range<Int>
    /// Of each numerus form, or of the translation itself.
    var forms: [Range<Int>]
    var isNumerus: Bool
    var segment: InlineSegment
  }

  let segments: [DocumentSegment]
  private let source: SourceText
  private let messages: [Message]
  private let forms: Int
  private let writesEqual: Bool

  init(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) {
    try XMLCheck.check(source)
    let tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
    var segments: [DocumentSegment] = []
    var messages: [Message] = []
    var context: String?
    var text: InlineSegment?
    var isNumerus = false
    for index in tokens.indices {
      let token = tokens[index]
      guard case .start(let isEmpty) = token.kind,
        ["name", "message", "source", "translation"].contains(token.name)
      else { continue }
      let end = isEmpty ? index : XMLTokens.end(tokens, of: index)
      let content =
        isEmpty
        ? token.range.upperBound..<token.range.upperBound
        : token.range.upperBound..<max(tokens[end].range.lowerBound, token.range.upperBound)
      switch token.name {
      case "name": context = source.string(content)
      case "message":
        isNumerus = token.value("numerus", in: source.bytes) == "yes"
        text = nil
      case "source":
        let items = tokens[(index + 1)..<max(end, index + 1)].flatMap { XMLStringEscapes.xml.items($0, source) }
        text = InlineSegment(items, in: source.bytes)
      case "translation":
        guard let found = text, Self.isOpen(token, content, source, options) else { continue }
        let inner = tokens[(index + 1)..<max(end, index + 1)]
        let numerus = inner.filter { $0.name == "numerusform" }
        messages.append(
          Message(
            tag: token, content: content, forms: numerus.map(\.range), isNumerus: isNumerus, segment: found))
        segments.append(
          DocumentSegment(
            parts: found.parts, line: source.line(at: found.range.lowerBound), context: context, pairs: found.pairs))
      default: break
      }
    }
    (self.source, self.segments, self.messages) = (source, segments, messages)
    writesEqual = options.writesEqualTargets
    forms = PluralForms(language: options.targetLanguage).count
  }

  /// Whether a translation is still to be made.
  private static func isOpen(
    _ tag: HTMLToken, _ content: Range<Int>, _ source: SourceText, _ options: DocumentOptions
  ) -> Bool {
    let type = tag.value("type", in: source.bytes)
    if type == "vanished" || type == "obsolete" { return false }
    if options.retranslate { return true }
    let text = HTMLTokenizer.tokens(of: source.bytes, in: content).filter { $0.kind == .text }
    return text.allSatisfy { source.bytes.trimmed($0.range).isEmpty }
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    for (index, translation) in translations.enumerated() {
      guard let translation, writesEqual || translation != segments[index].parts else { continue }
      edits += self.edits(messages[index], translation)
    }
    return source.bytes.applying(edits)
  }

  private func edits(_ message: Message, _ translation: [SegmentPart]) -> [ByteEdit] {
    let text = translation.map { part in
      switch part {
      case .text(let text): XMLEscapes.escaped(text)
      case .span(let span): span
      }
    }.joined()
    var content = text
    if message.isNumerus {
      let indentation = String(repeating: " ", count: 12)
      content = (0..<forms).map { _ in "\(source.lineEnding)\(indentation)<numerusform>\(text)</numerusform>" }.joined()
      content += source.lineEnding + String(repeating: " ", count: 8)
    }
    guard message.tag.kind == .start(isSelfClosing: true) else {
      return [ByteEdit(message.content, content.utf8)] + mark(message.tag)
    }
    let end = message.tag.range.upperBound
    return [ByteEdit((end - 2)..<end, ">\(content)</translation>".utf8)] + mark(message.tag)
  }

  /// Makes the translation an unfinished one.
  private func mark(_ tag: HTMLToken) -> [ByteEdit] {
    guard tag.value("type", in: source.bytes) == nil else { return [] }
    let place = tag.range.lowerBound + "<translation".utf8.count
    return [ByteEdit(place..<place, " type=\"unfinished\"".utf8)]
  }
}
