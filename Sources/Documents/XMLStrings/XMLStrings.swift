/// Catalogues in XML: Android's `strings.xml`, .NET's `.resx`, Apple's `.stringsdict`. What they have in common are
/// elements with a text each, which may hold markup of its own.
enum XMLStrings {
  /// An element with a text.
  struct Entry {
    /// Between the tags.
    var content: Range<Int>
    var tokens: ArraySlice<HTMLToken>
    var context: String
  }

  static func android(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> SplicedDocument {
    try document(source, options, escapes: .android) { tokens, bytes in androidEntries(tokens, bytes) }
  }

  static func resx(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> SplicedDocument {
    try document(source, options, escapes: .xml) { tokens, bytes in resxEntries(tokens, bytes) }
  }

  static func stringsdict(_ source: SourceText, _ options: DocumentOptions) throws(DocumentError) -> SplicedDocument {
    try document(source, options, escapes: .xml) { tokens, bytes in stringsdictEntries(tokens, bytes) }
  }

  private static func document(
    _ source: SourceText, _ options: DocumentOptions, escapes: XMLStringEscapes,
    _ find: ([HTMLToken], [UInt8]) -> [Entry]
  ) throws(DocumentError) -> SplicedDocument {
    try XMLCheck.check(source)
    let tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
    let filter = KeyFilter(options)
    let view = MaskedSource(source, source.start..<source.start)
    let units = find(tokens, source.bytes).filter { filter.accepts([$0.context]) }
      .flatMap { cdataUnits($0, source, view) ?? [unit($0, source, escapes)].compactMap { $0 } }
    return SplicedDocument(bytes: source.bytes, file: source.file, units: units)
  }

  private static func unit(
    _ entry: Entry, _ source: SourceText, _ escapes: XMLStringEscapes
  ) -> (segment: DocumentSegment, slot: Slot)? {
    let quoted = escapes.isQuoted(source, entry.content)
    let items = entry.tokens.flatMap { escapes.items($0, source) }
    guard let found = InlineSegment(items, in: source.bytes), !isName(found.parts) else { return nil }
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), context: entry.context, pairs: found.pairs)
    let isAtStart = source.bytes.trimmed(entry.content).lowerBound == found.range.lowerBound
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let written = parts.enumerated().map { index, part in
        switch part {
        case .text(let text): escapes.escaped(text, isQuoted: quoted, isAtStart: isAtStart && index == 0)
        case .span(_, let written): written
        }
      }
      return Array(written.joined().utf8)
    }
    return (segment, slot)
  }

  /// The texts of an entry that is one section of CDATA, which holds HTML; nil for others.
  private static func cdataUnits(
    _ entry: Entry, _ source: SourceText, _ view: MaskedSource
  ) -> [(segment: DocumentSegment, slot: Slot)]? {
    let content = source.bytes.trimmed(entry.content)
    guard source.bytes.starts(with: "<![CDATA[", at: content.lowerBound), content.count >= 12,
      entry.tokens.count(where: { $0.kind == .other }) == 1,
      source.bytes.starts(with: "]]>", at: content.upperBound - 3)
    else { return nil }
    let inner = (content.lowerBound + 9)..<(content.upperBound - 3)
    return HTMLDocument.units(source, view, inner, HTMLEscaping(source, isUnicode: true)).map { segment, slot in
      var (segment, quiet) = (segment, slot)
      segment.context = entry.context
      // An apostrophe would need a backslash in Android, and none elsewhere: its typographic form needs none anywhere.
      quiet.write = { parts in
        slot.write(parts.map { if case .text(let text) = $0 { .text(text.replacing("'", with: "’")) } else { $0 } })
      }
      return (segment, quiet)
    }
  }

  /// `@string/other`, `some_key`: a reference or a name.
  private static func isName(_ parts: [SegmentPart]) -> Bool {
    guard parts.count == 1, case .text(let text) = parts[0] else { return false }
    return text.hasPrefix("@") || text.hasPrefix("?attr") || (text.contains("_") && !text.contains(" "))
  }

  // MARK: Android

  private static func androidEntries(_ tokens: [HTMLToken], _ bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var group: (name: String, isTranslated: Bool)?
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      let isStart = token.kind == .start(isSelfClosing: false)
      let isOff = token.value("translatable", in: bytes) == "false" || token.value("translate", in: bytes) == "false"
      switch token.name {
      case "plurals" where isStart, "string-array" where isStart, "array" where isStart:
        group = (token.value("name", in: bytes) ?? "", !isOff)
      case "plurals", "string-array", "array": group = nil
      case "string" where isStart, "item" where isStart && group != nil:
        let end = XMLTokens.end(tokens, of: index)
        let name = token.name == "string" ? token.value("name", in: bytes) ?? "" : group?.name ?? ""
        let form = token.value("quantity", in: bytes).map { ".\($0)" } ?? ""
        if !isOff, group?.isTranslated ?? true { entries.append(entry(tokens, index, end, context: name + form)) }
        index = end
      default: break
      }
      index += 1
    }
    return entries
  }

  static func entry(_ tokens: [HTMLToken], _ start: Int, _ end: Int, context: String) -> Entry {
    Entry(
      content: tokens[start].range.upperBound..<max(tokens[end].range.lowerBound, tokens[start].range.upperBound),
      tokens: tokens[(start + 1)..<max(end, start + 1)], context: context)
  }

  // MARK: .NET

  /// `<data name="x"><value>text</value></data>`; those with a type are no texts, nor are places and sizes of forms.
  private static func resxEntries(_ tokens: [HTMLToken], _ bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var name: String?
    for index in tokens.indices {
      let token = tokens[index]
      if token.name == "data" {
        let isText = token.value("type", in: bytes) == nil && token.value("mimetype", in: bytes) == nil
        let found = token.value("name", in: bytes).map(Entities.decodeAll)
        name = token.kind == .start(isSelfClosing: false) && isText && found?.hasPrefix(">>") == false ? found : nil
      }
      guard token.name == "value", token.kind == .start(isSelfClosing: false), let name else { continue }
      entries.append(entry(tokens, index, XMLTokens.end(tokens, of: index), context: name))
    }
    return entries
  }

  // MARK: Apple

  private static let forms: Set<String> = ["zero", "one", "two", "few", "many", "other", "NSStringLocalizedFormatKey"]

  private static func stringsdictEntries(_ tokens: [HTMLToken], _ bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var key = ""
    for index in tokens.indices
    where tokens[index].kind == .start(isSelfClosing: false) && ["key", "string"].contains(tokens[index].name) {
      let end = XMLTokens.end(tokens, of: index)
      let content = entry(tokens, index, end, context: key)
      switch tokens[index].name {
      case "key": key = String(decoding: bytes[content.content], as: UTF8.self)
      case "string" where forms.contains(key): entries.append(content)
      default: break
      }
    }
    return entries
  }
}

enum XMLTokens {
  /// The index of the end tag of the element that begins at an index.
  static func end(_ tokens: [HTMLToken], of start: Int) -> Int {
    var depth = 0
    for index in start..<tokens.count where tokens[index].name == tokens[start].name {
      if tokens[index].kind == .start(isSelfClosing: false) { depth += 1 }
      if tokens[index].kind == .end { depth -= 1 }
      if depth == 0 { return index }
    }
    return tokens.count - 1
  }
}

/// How text stands in XML, and in Android's, where apostrophes and quotes have a backslash.
enum XMLStringEscapes: Sendable {
  case xml, android

  /// Android: the whole string stands in quotes.
  func isQuoted(_ source: SourceText, _ content: Range<Int>) -> Bool {
    let range = source.bytes.trimmed(content)
    return self == .android && range.count > 1 && source.bytes[range.lowerBound] == .quote
      && source.bytes[range.upperBound - 1] == .quote
  }

  func items(_ token: HTMLToken, _ source: SourceText) -> [InlineItem] {
    switch token.kind {
    case .text: texts(token.range, source)
    case .start(let isSelfClosing):
      [
        InlineItem(
          kind: isSelfClosing ? .void : .open(token.name, isOpaque: token.name == "xliff:g"), range: token.range)
      ]
    case .end: [InlineItem(kind: .close(token.name), range: token.range)]
    case .other: [InlineItem(kind: .void, range: token.range)]
    }
  }

  /// Placeholders of Apple's plurals (`%#@files@`) are markup.
  private func texts(_ range: Range<Int>, _ source: SourceText) -> [InlineItem] {
    var items: [InlineItem] = []
    var start = range.lowerBound
    while let mark = source.bytes.firstRange(of: "%#@", in: start..<range.upperBound) {
      let end = source.bytes.skip(mark.upperBound..<range.upperBound) { $0 != UInt8(ascii: "@") }
      guard end < range.upperBound else { break }
      if mark.lowerBound > start { items.append(item(start..<mark.lowerBound, source)) }
      items.append(InlineItem(kind: .atom, range: mark.lowerBound..<(end + 1)))
      start = end + 1
    }
    return start < range.upperBound ? items + [item(start..<range.upperBound, source)] : items
  }

  private func item(_ range: Range<Int>, _ source: SourceText) -> InlineItem {
    let text = HTMLReader.text(source.string(range))
    return InlineItem(kind: .text(self == .android ? Self.unescaped(text) : text), range: range)
  }

  /// `\n` and `\u0020` stay, as placeholders do.
  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.first, "'\"@?\\".contains(next) {
        result.append(next)
        rest = rest.dropFirst()
      } else {
        result.append(character)
      }
    }
    return result
  }

  func escaped(_ text: String, isQuoted: Bool, isAtStart: Bool) -> String {
    let xml = XMLEscapes.escaped(text)
    guard self == .android else { return xml }
    var result = ""
    for (index, character) in xml.enumerated() {
      switch character {
      case "'" where !isQuoted: result += "\\'"
      case "\"" where !(isQuoted && (index == 0 || index == xml.count - 1)): result += "\\\""
      case "@" where isAtStart && index == 0, "?" where isAtStart && index == 0: result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }
}
