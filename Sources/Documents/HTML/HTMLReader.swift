/// Gathers the running text of an HTML file: everything between two tags that are not part of sentences.
struct HTMLReader {
  private let source: SourceText
  private let view: MaskedSource
  private let tokens: [HTMLToken]
  /// For each start tag the end tag of its element, where there is one.
  private let ends: [Int?]
  private var items: [InlineItem] = []
  private(set) var texts: [[InlineItem]] = []
  private(set) var attributes: [HTMLToken.Attribute] = []

  /// - Parameters:
  ///   - view: the source without templates.
  ///   - range: all of the file, or a block of HTML in it.
  ///   - isText: whether an attribute that HTML does not know holds text.
  init(
    _ source: SourceText, _ view: MaskedSource, _ range: Range<Int>,
    isText: (HTMLToken.Attribute, HTMLToken) -> Bool = { _, _ in false }
  ) {
    self.source = source
    self.view = view
    tokens = HTMLTokenizer.tokens(of: view.bytes, in: range)
    ends = Self.ends(tokens)
    var index = 0
    while index < tokens.count { index = read(index, isText) }
    finishText()
  }

  /// For each start tag the end tag of its element.
  static func ends(_ tokens: [HTMLToken]) -> [Int?] {
    var ends: [Int?] = Array(repeating: nil, count: tokens.count)
    var open: [String: [Int]] = [:]
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .start(isSelfClosing: false): open[token.name, default: []].append(index)
      case .end: if let start = open[token.name]?.popLast() { ends[start] = index }
      default: break
      }
    }
    return ends
  }

  /// Returns the index of the next token.
  private mutating func read(_ index: Int, _ isText: (HTMLToken.Attribute, HTMLToken) -> Bool) -> Int {
    let token = tokens[index]
    switch token.kind {
    case .text: readText(token.range)
    case .other: items.append(InlineItem(kind: .void, range: token.range))
    case .start(let isSelfClosing):
      attributes += isProtected(token) ? [] : token.attributes.filter { isText($0, token) }
      return readStart(token, at: index, isSelfClosing)
    case .end:
      if isInline(token) {
        items.append(InlineItem(kind: .close(token.name), range: token.range))
      } else {
        finishText()
      }
    }
    return index + 1
  }

  private mutating func readText(_ range: Range<Int>) {
    for item in view.items(range, text: { Self.text(source.string($0)) }) {
      if item.kind == .boundary { finishText() } else { items.append(item) }
    }
  }

  private mutating func readStart(_ token: HTMLToken, at index: Int, _ isSelfClosing: Bool) -> Int {
    if isProtected(token), !isSelfClosing, !MarkupNames.void.contains(token.name) {
      return skip(token, at: index)
    }
    attributes += token.attributes.filter { isText($0, of: token) }
    guard isInline(token) else {
      finishText()
      return index + 1
    }
    if token.name == "br", isSecondBreak { finishText() }
    let isVoid = isSelfClosing || MarkupNames.void.contains(token.name)
    items.append(InlineItem(kind: isVoid ? .void : .open(token.name, isOpaque: false), range: token.range))
    return index + 1
  }

  /// An element that is not to be translated: part of a sentence, or a block.
  private mutating func skip(_ token: HTMLToken, at index: Int) -> Int {
    guard let end = ends[index] else {
      guard isInline(token) else {
        finishText()
        return tokens.count
      }
      items.append(InlineItem(kind: .void, range: token.range))
      return index + 1
    }
    if isInline(token) {
      let isText = !["script", "style", "svg", "iframe", "object", "canvas"].contains(token.name)
      let range = token.range.lowerBound..<tokens[end].range.upperBound
      items.append(InlineItem(kind: isText ? .atom : .void, range: range))
    } else {
      finishText()
    }
    return end + 1
  }

  private func isProtected(_ token: HTMLToken) -> Bool {
    if MarkupNames.opaque.contains(token.name) { return true }
    if token.value("translate", in: source.bytes)?.lowercased() == "no" { return true }
    return token.value("class", in: source.bytes)?.split(separator: " ").contains("notranslate") ?? false
  }

  private func isInline(_ token: HTMLToken) -> Bool {
    let name = token.name.split(separator: ":").last.map(String.init) ?? token.name
    return MarkupNames.inline.contains(name) || name == "br" || token.name.contains("-")
  }

  /// Two line breaks make a paragraph.
  private var isSecondBreak: Bool {
    guard let last = items.last(where: { !$0.isWhiteSpace }), last.kind == .void else { return false }
    return source.string(last.range).lowercased().hasPrefix("<br")
  }

  private mutating func finishText() {
    if items.contains(where: \.hasLetters) { texts.append(items) }
    items = []
  }

  /// White space is one space, as browsers show it.
  static func text(_ markup: String) -> String {
    var result = ""
    var wasSpace = false
    for scalar in Entities.decodeAll(markup).unicodeScalars {
      let isSpace = scalar.isASCII && UInt8(scalar.value).isSpace
      if !isSpace { result.unicodeScalars.append(scalar) } else if !wasSpace { result += " " }
      wasSpace = isSpace
    }
    return result
  }

  private func isText(_ attribute: HTMLToken.Attribute, of token: HTMLToken) -> Bool {
    switch (token.name, attribute.name) {
    case ("link", _), ("style", _), ("script", _): false
    case (_, "alt"), (_, "title"), (_, "placeholder"), (_, "aria-label"), (_, "aria-description"): true
    case ("meta", "content"):
      ["description", "keywords", "og:title", "og:description"].contains(
        (token.value("name", in: source.bytes) ?? token.value("property", in: source.bytes) ?? "").lowercased())
    case ("input", "value"):
      ["submit", "button", "reset"].contains(token.value("type", in: source.bytes)?.lowercased() ?? "")
    case ("option", "label"), ("optgroup", "label"), ("track", "label"): true
    default: false
    }
  }
}
