/// A unit of XLIFF: a source text and the place of its translation.
struct XLIFFUnit {
  /// The tag of `<trans-unit>` (1.2) or `<segment>` (2.0), whose attributes say how far it is.
  var tag: HTMLToken
  var context: String?
  /// The whole `<source>` element with its content.
  var source: Range<Int>
  var content: Range<Int>
  var items: [InlineItem]
  /// After `<source>` or `<seg-source>`: where a target may be added.
  var end: Int
  var target: HTMLToken?
  /// Without tags. Empty for `<target/>`.
  var targetContent: Range<Int>?
}

/// Finds the units of XLIFF 1.2 and 2.0 (OASIS) in a file that is well-formed XML.
struct XLIFFReader {
  private let file: SourceText
  private let tokens: [HTMLToken]
  private let isVersion2: Bool
  private(set) var units: [XLIFFUnit] = []
  /// The tags that name the target language: `<file>` in 1.2, `<xliff>` in 2.0.
  private(set) var languageTags: [HTMLToken] = []
  private var context: String?
  private var tag: HTMLToken?
  /// Whether each open element and what is around it may be translated.
  private var open: [(name: String, isTranslated: Bool)] = []

  init(_ file: SourceText) {
    self.file = file
    tokens = HTMLTokenizer.tokens(of: file.bytes, from: file.start, isXML: true)
    let root = tokens.first { $0.name == "xliff" }
    isVersion2 = root?.value("version", in: file.bytes)?.hasPrefix("2") ?? false
    var index = 0
    while index < tokens.count { index = read(index) }
  }

  private static let skipped: Set<String> = [
    "alt-trans", "originaldata", "notes", "note", "matches", "header", "ignorable",
  ]

  private mutating func read(_ index: Int) -> Int {
    let token = tokens[index]
    switch token.kind {
    case .start(let isSelfClosing):
      if !isSelfClosing, Self.skipped.contains(token.name) { return end(of: index) + 1 }
      enter(token)
      if token.name == "source", !isSelfClosing { return readSource(index) }
      if token.name == "seg-source", !isSelfClosing { return afterSource(index) }
      if token.name == "target" { return readTarget(index, isSelfClosing) }
      if !isSelfClosing { open.append((token.name, isTranslated(token))) }
    case .end:
      if open.last?.name == token.name { open.removeLast() }
      if token.name == "trans-unit" || token.name == "segment" { tag = nil }
    default: break
    }
    return index + 1
  }

  private mutating func enter(_ token: HTMLToken) {
    switch token.name {
    case "file" where !isVersion2, "xliff" where isVersion2: languageTags.append(token)
    case "trans-unit":
      context = token.value("resname", in: file.bytes) ?? token.value("id", in: file.bytes)
      tag = token
    case "unit": context = token.value("name", in: file.bytes) ?? token.value("id", in: file.bytes)
    case "segment": tag = token
    default: break
    }
  }

  private func isTranslated(_ token: HTMLToken) -> Bool {
    switch token.value("translate", in: file.bytes) {
    case "no": false
    case "yes": true
    default: open.last?.isTranslated ?? true
    }
  }

  /// The index of an element's end tag.
  private func end(of start: Int) -> Int {
    var depth = 0
    for index in start..<tokens.count where tokens[index].name == tokens[start].name {
      if case .start(isSelfClosing: false) = tokens[index].kind { depth += 1 }
      if tokens[index].kind == .end { depth -= 1 }
      if depth == 0 { return index }
    }
    return tokens.count - 1
  }

  private mutating func readSource(_ index: Int) -> Int {
    let last = end(of: index)
    guard let tag, open.last?.isTranslated ?? true else { return last + 1 }
    let content = tokens[index].range.upperBound..<tokens[last].range.lowerBound
    let range = tokens[index].range.lowerBound..<tokens[last].range.upperBound
    units.append(
      XLIFFUnit(
        tag: tag, context: context, source: range, content: content, items: items((index + 1)..<last),
        end: range.upperBound))
    return last + 1
  }

  private mutating func afterSource(_ index: Int) -> Int {
    let last = end(of: index)
    if tag != nil, !units.isEmpty { units[units.count - 1].end = tokens[last].range.upperBound }
    return last + 1
  }

  private mutating func readTarget(_ index: Int, _ isSelfClosing: Bool) -> Int {
    let last = isSelfClosing ? index : end(of: index)
    guard let tag, let unit = units.last, unit.tag.range == tag.range else { return last + 1 }
    units[units.count - 1].target = tokens[index]
    let start = tokens[index].range.upperBound
    units[units.count - 1].targetContent = isSelfClosing ? start..<start : start..<tokens[last].range.lowerBound
    return last + 1
  }

  /// `<g>`, `<pc>` and `<mrk>` enclose text. What is in `<ph>`, `<bpt>`, `<ept>`, `<it>` is code of another format.
  private func items(_ range: Range<Int>) -> [InlineItem] {
    var items: [InlineItem] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let token = tokens[index]
      switch token.kind {
      case .text: items.append(InlineItem(kind: .text(XMLEscapes.text(file.string(token.range))), range: token.range))
      case .other: items.append(other(token))
      case .end: items.append(InlineItem(kind: .close(token.name), range: token.range))
      case .start(isSelfClosing: true): items.append(InlineItem(kind: .atom, range: token.range))
      case .start:
        let isProtected =
          token.value("translate", in: file.bytes) == "no"
          || token.value("mtype", in: file.bytes) == "protected"
        let isOpaque = isProtected || !["g", "pc", "mrk"].contains(token.name)
        items.append(InlineItem(kind: .open(token.name, isOpaque: isOpaque), range: token.range))
      }
      index += 1
    }
    return items
  }

  private func other(_ token: HTMLToken) -> InlineItem {
    guard file.bytes.starts(with: "<![CDATA[", at: token.range.lowerBound), token.range.count >= 12 else {
      return InlineItem(kind: .void, range: token.range)
    }
    let text = file.string((token.range.lowerBound + 9)..<(token.range.upperBound - 3))
    return InlineItem(kind: .text(XMLEscapes.withoutLineBreaks(text)), range: token.range)
  }
}
