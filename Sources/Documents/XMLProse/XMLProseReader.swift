/// Gathers the running text of XML: everything between two tags that are not part of sentences.
struct XMLProseReader {
  private let source: SourceText
  private let vocabulary: XMLVocabulary
  private let tokens: [HTMLToken]
  private let ends: [Int?]
  private var items: [InlineItem] = []
  private(set) var texts: [[InlineItem]] = []
  private(set) var attributes: [HTMLToken.Attribute] = []

  /// - Parameter source: well-formed XML.
  init(_ source: SourceText, _ vocabulary: XMLVocabulary) {
    (self.source, self.vocabulary) = (source, vocabulary)
    tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
    ends = HTMLReader.ends(tokens)
    read(tokens.indices)
  }

  private mutating func read(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound { index = read(index) }
    finishText()
  }

  /// Returns the index of the next token.
  private mutating func read(_ index: Int) -> Int {
    let token = tokens[index]
    switch token.kind {
    case .text: items += texts(token.range)
    case .other:
      let isText = source.bytes.starts(with: "<![CDATA[", at: token.range.lowerBound)
      items.append(InlineItem(kind: isText ? .atom : .void, range: token.range))
    case .start(let isEmpty): return readStart(token, index, isEmpty: isEmpty)
    case .end:
      if vocabulary.role(token.name) == .inline {
        items.append(InlineItem(kind: .close(token.name), range: token.range))
      } else {
        finishText()
      }
    }
    return index + 1
  }

  private mutating func readStart(_ token: HTMLToken, _ index: Int, isEmpty: Bool) -> Int {
    attributes += token.attributes.filter { vocabulary.attributes.contains($0.name) }
    let end = isEmpty ? index : ends[index] ?? index
    let whole = token.range.lowerBound..<tokens[end].range.upperBound
    var role = vocabulary.role(token.name)
    if isProtected(token) { role = role == .inline || role == .literal ? .literal : .hidden }
    switch role {
    case .block:
      finishText()
      return index + 1
    case .hidden: finishText()
    case .lineBreak: items.append(InlineItem(kind: .void, range: whole))
    case .literal: items.append(InlineItem(kind: .atom, range: whole))
    case .inline where isEmpty: items.append(InlineItem(kind: .atom, range: whole))
    case .inline:
      items.append(InlineItem(kind: .open(token.name, isOpaque: false), range: token.range))
      return index + 1
    case .aside:
      readAside((index + 1)..<max(end, index + 1))
      items.append(InlineItem(kind: .void, range: whole))
    }
    return end + 1
  }

  /// Texts within a sentence that they are no part of.
  private mutating func readAside(_ range: Range<Int>) {
    let outer = items
    items = []
    read(range)
    items = outer
  }

  /// `translate="no"` of DITA and of the Internationalization Tag Set.
  private func isProtected(_ token: HTMLToken) -> Bool {
    ["translate", "its:translate"].contains { token.value($0, in: source.bytes) == "no" }
  }

  private mutating func finishText() {
    if items.contains(where: \.hasLetters) { texts.append(items) }
    items = []
  }

  /// A text cut at entities that the document or its vocabulary declares: nobody else knows what they stand for.
  private func texts(_ range: Range<Int>) -> [InlineItem] {
    let bytes = source.bytes
    var found: [InlineItem] = []
    var start = range.lowerBound
    func text(_ end: Int) -> [InlineItem] {
      start < end ? [InlineItem(kind: .text(HTMLReader.text(source.string(start..<end))), range: start..<end)] : []
    }
    for index in range where bytes[index] == UInt8(ascii: "&") && index >= start {
      let end = bytes.skip(index..<range.upperBound) { $0 != UInt8(ascii: ";") } + 1
      guard end <= range.upperBound else { break }
      let written = source.string(index..<end)
      guard Entities.decodeAll(written) == written else { continue }
      found += text(index) + [InlineItem(kind: .atom, range: index..<end)]
      start = end
    }
    return found + text(range.upperBound)
  }
}
