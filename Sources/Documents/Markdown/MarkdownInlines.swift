import CMD4C

/// The running text of one block, as items.
final class MarkdownInlines {
  enum Block: Sendable { case paragraph, heading, cell, alternative, title }

  private enum Event {
    case open(MD_SPANTYPE, title: Range<Int>?)
    case close(MD_SPANTYPE)
    case softBreak, hardBreak
  }

  /// A link or picture that is not closed yet.
  private struct Opening {
    var isPicture: Bool
    /// Bare addresses have no brackets.
    var hasBrackets: Bool
    var start: Int
    var title: Range<Int>?
  }

  let block: Block
  private(set) var items: [InlineItem] = []
  /// Alternative texts of pictures.
  private(set) var alternatives: [[InlineItem]] = []
  private(set) var titles: [Range<Int>] = []
  /// What stands at the start of the second line: white space and `>`.
  private(set) var margin: Range<Int>?
  /// Markup that does not read as expected: nothing of the block is to be touched.
  private(set) var isBroken = false

  private let source: SourceText
  /// The source as md4c sees it.
  private let view: MaskedSource
  private var events: [Event] = []
  private var openings: [Opening] = []
  /// Items of the text around a picture, while its alternative text is read.
  private var outer: [[InlineItem]] = []
  /// The end of what is read; nil before the first text.
  private var position: Int?
  /// Texts before this offset are part of something that is read.
  private var ignoredEnd = 0

  init(_ source: SourceText, _ view: MaskedSource, _ block: Block) {
    self.source = source
    self.view = view
    self.block = block
  }

  func enter(_ type: MD_SPANTYPE, title: Range<Int>?) { events.append(.open(type, title: title)) }

  func leave(_ type: MD_SPANTYPE) {
    if type != MD_SPAN_CODE { events.append(.close(type)) }
  }

  func text(_ type: MD_TEXTTYPE, _ range: Range<Int>?) {
    switch type {
    case MD_TEXT_SOFTBR: events.append(.softBreak)
    case MD_TEXT_BR: events.append(.hardBreak)
    default:
      guard let range, range.upperBound > ignoredEnd else { return }
      let start = max(range.lowerBound, ignoredEnd)
      let begin = settle(before: start)
      if start >= ignoredEnd {
        append(type, start..<range.upperBound, from: begin)
      } else if ignoredEnd < range.upperBound {
        // The text begins with attributes of the markup before it.
        append(type, ignoredEnd..<range.upperBound, from: ignoredEnd)
      }
    }
  }

  func finish() {
    _ = settle(before: nil)
    if !outer.isEmpty { isBroken = true }
  }

  private func append(_ type: MD_TEXTTYPE, _ range: Range<Int>, from start: Int) {
    defer { position = max(range.upperBound, ignoredEnd) }
    let whole = start..<range.upperBound
    switch type {
    case MD_TEXT_ENTITY:
      let text = source.string(range)
      items.append(InlineItem(kind: .text(Entities.decode(text) ?? text), range: whole))
    case MD_TEXT_HTML: appendHTML(whole)
    default: appendText(range, from: start)
    }
  }

  /// A text, footnotes in it (`[^1]`), which md4c does not know, and what is hidden from it.
  private func appendText(_ range: Range<Int>, from start: Int) {
    var itemStart = start
    var textStart = range.lowerBound
    while let next = nextHidden(in: max(itemStart, textStart)..<range.upperBound) {
      if next.range.lowerBound > max(itemStart, textStart) {
        let text = source.string(textStart..<next.range.lowerBound)
        items.append(InlineItem(kind: .text(text), range: itemStart..<next.range.lowerBound))
      }
      items.append(InlineItem(kind: next.kind, range: next.range))
      ignoredEnd = next.range.upperBound
      guard next.range.upperBound < range.upperBound else { return }
      itemStart = next.range.upperBound
      textStart = next.range.upperBound
    }
    if itemStart < range.upperBound {
      let text = source.string(textStart..<range.upperBound)
      items.append(InlineItem(kind: .text(text), range: itemStart..<range.upperBound))
    }
  }

  private func nextHidden(in range: Range<Int>) -> MaskedSource.Hidden? {
    let note = footnote(in: range).map { range in
      let isDefinition = view.bytes[range.upperBound - 1] == UInt8(ascii: ":")
      return MaskedSource.Hidden(range: range, kind: isDefinition ? .void : .atom)
    }
    guard let hidden = view.next(after: range.lowerBound), hidden.range.lowerBound < range.upperBound,
      hidden.range.lowerBound >= range.lowerBound
    else { return note }
    guard let note, note.range.lowerBound < hidden.range.lowerBound else { return hidden }
    return note
  }

  private func footnote(in range: Range<Int>) -> Range<Int>? {
    let bytes = view.bytes
    let isStart = { (index: Int) in
      bytes.starts(with: "[^", at: index) && (index == 0 || bytes[index - 1] != .backslash)
    }
    guard let start = range.first(where: isStart) else { return nil }
    let limit = min(bytes.count, start + 60)
    let end = bytes.skip((start + 2)..<limit) { !$0.isSpace && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") }
    guard end < limit, end > start + 2, bytes[end] == UInt8(ascii: "]") else { return nil }
    let isDefinition = bytes.starts(with: ":", at: end + 1) && items.isEmpty
    return start..<(end + (isDefinition ? 2 : 1))
  }

  /// A tag may come in pieces, one for each of its lines.
  private func appendHTML(_ range: Range<Int>) {
    if let last = items.last, last.isUnpaired, view.bytes[last.range.lowerBound] == UInt8(ascii: "<"),
      view.bytes[last.range.upperBound - 1] != UInt8(ascii: ">")
    {
      items.removeLast()
      appendTag(last.range.lowerBound..<range.upperBound)
    } else {
      appendTag(range)
    }
  }

  private func appendTag(_ range: Range<Int>) {
    items.append(InlineItem(kind: MarkupNames.kind(ofTag: source.string(range)), range: range))
  }
}

// Markup between texts.
extension MarkdownInlines {
  /// Reads the markup that ends where a text begins, or at the end of the block. Returns the start of the text with a
  /// backslash before it.
  private func settle(before end: Int?) -> Int {
    let markup = events
    events = []
    var start = position
    if start == nil, let end { start = self.start(of: markup, before: end) }
    guard var index = start else {
      isBroken = isBroken || !markup.isEmpty
      position = end
      return end ?? 0
    }
    for event in markup { index = read(event, at: index) }
    position = index
    guard let end, end >= ignoredEnd else { return index }
    if index < end, view.bytes[index..<end].allSatisfy({ $0.isBlank }) { index = end }
    if index == end - 1, view.bytes[index] == .backslash { return index }
    if index != end, !isInTag(index) { isBroken = true }
    return end
  }

  /// A line break in a tag gives no text.
  private func isInTag(_ index: Int) -> Bool {
    guard let last = items.last, last.range.upperBound == index, last.isUnpaired else { return false }
    return view.bytes[last.range.lowerBound] == UInt8(ascii: "<") && view.bytes[index - 1] != UInt8(ascii: ">")
  }

  /// The start of markup before the first text of a block. There it can only begin things.
  private func start(of markup: [Event], before end: Int) -> Int? {
    let bytes = view.bytes
    var index = end
    if index > 0, bytes[index - 1] == .backslash, bytes[end].isASCIIPunctuation { index -= 1 }
    for event in markup.reversed() {
      guard case .open(let type, _) = event, index >= 0 else { return nil }
      switch type {
      case MD_SPAN_EM: index -= 1
      case MD_SPAN_STRONG, MD_SPAN_IMG: index -= 2
      case MD_SPAN_DEL: index -= index > 1 && bytes[index - 2] == UInt8(ascii: "~") ? 2 : 1
      case MD_SPAN_CODE:
        while index > 0, bytes[index - 1].isSpace || bytes[index - 1] == UInt8(ascii: ">") { index -= 1 }
        while index > 0, bytes[index - 1] == UInt8(ascii: "`") { index -= 1 }
      default: if index > 0, "[<".utf8.contains(bytes[index - 1]) { index -= 1 }
      }
    }
    return index < 0 ? nil : index
  }

  /// Returns the end of what an event says begins here.
  private func read(_ event: Event, at index: Int) -> Int {
    switch event {
    case .open(MD_SPAN_CODE, _): readCode(at: index)
    case .open(MD_SPAN_A, let title): openLink(at: index, title)
    case .open(MD_SPAN_IMG, let title): openPicture(at: index, title)
    case .open(let type, _): readDelimiter(type, at: index, isOpening: true)
    case .close(MD_SPAN_A), .close(MD_SPAN_IMG): closeLink(at: index)
    case .close(let type): readDelimiter(type, at: index, isOpening: false)
    case .softBreak: readBreak(at: index, isHard: false)
    case .hardBreak: readBreak(at: index, isHard: true)
    }
  }

  private func readDelimiter(_ type: MD_SPANTYPE, at index: Int, isOpening: Bool) -> Int {
    let tildes = view.bytes.starts(with: "~~", at: index) ? 2 : 1
    let length = type == MD_SPAN_STRONG ? 2 : type == MD_SPAN_DEL ? tildes : 1
    let end = index + length
    guard end <= view.bytes.count, view.bytes[index..<end].allSatisfy({ "*_~".utf8.contains($0) }) else {
      return broken(at: index)
    }
    let name = "\(type.rawValue)"
    items.append(
      InlineItem(kind: isOpening ? .open(name, isOpaque: false) : .close(name), range: index..<end))
    return end
  }

  private func readCode(at index: Int) -> Int {
    guard let end = MarkdownSyntax.codeEnd(view.bytes, at: index) else { return broken(at: index) }
    let last = attributesEnd(end)
    items.append(InlineItem(kind: .atom, range: index..<last))
    ignoredEnd = last
    return last
  }

  /// The end of the attributes that stand behind markup: `[link](address){:target="_blank"}`.
  private func attributesEnd(_ end: Int) -> Int {
    guard let next = view.next(after: end), next.range.lowerBound == end,
      MarkdownDialect.isAttributeList(source.bytes, next.range)
    else { return end }
    ignoredEnd = next.range.upperBound
    return next.range.upperBound
  }

  private func openLink(at index: Int, _ title: Range<Int>?) -> Int {
    guard index < view.bytes.count else { return broken(at: index) }
    let first = view.bytes[index]
    openings.append(
      Opening(isPicture: false, hasBrackets: first == UInt8(ascii: "["), start: index, title: title))
    if first == UInt8(ascii: "[") {
      items.append(InlineItem(kind: .open("a", isOpaque: false), range: index..<(index + 1)))
      return index + 1
    }
    guard first == UInt8(ascii: "<") else { return index }
    let end = view.bytes.skip(index..<view.bytes.count) { $0 != UInt8(ascii: ">") && $0 != .newline }
    guard end < view.bytes.count, view.bytes[end] != .newline else { return broken(at: index) }
    ignoredEnd = end + 1
    return end + 1
  }

  private func openPicture(at index: Int, _ title: Range<Int>?) -> Int {
    guard view.bytes.starts(with: "![", at: index) else { return broken(at: index) }
    openings.append(Opening(isPicture: true, hasBrackets: true, start: index, title: title))
    outer.append(items)
    items = []
    return index + 2
  }

  private func closeLink(at index: Int) -> Int {
    guard let opening = openings.popLast() else { return broken(at: index) }
    guard opening.hasBrackets else { return closeAddress(opening, at: index) }
    guard let linkEnd = MarkdownSyntax.linkEnd(view.bytes, at: index) else { return broken(at: index) }
    let end = attributesEnd(linkEnd)
    if let title = opening.title, (index..<end).contains(title.lowerBound) { titles.append(title) }
    // `[label][]` and `[label]` lead where their text says: another text needs the label beside it.
    let isNamedByText = linkEnd == index + 1 || (linkEnd == index + 3 && view.bytes[index + 1] == UInt8(ascii: "["))
    if opening.isPicture {
      if !isNamedByText { alternatives.append(items) }
      items = outer.popLast() ?? []
      items.append(InlineItem(kind: .void, range: opening.start..<end))
    } else {
      var item = InlineItem(kind: .close("a"), range: index..<end)
      if isNamedByText {
        item.span = "][" + source.string((opening.start + 1)..<index) + "]" + source.string(linkEnd..<end)
      }
      items.append(item)
    }
    return end
  }

  /// An address in angle brackets or in none.
  private func closeAddress(_ opening: Opening, at index: Int) -> Int {
    items.removeAll { $0.range.lowerBound >= opening.start }
    let end = max(index, ignoredEnd)
    items.append(InlineItem(kind: .atom, range: opening.start..<end))
    return end
  }

  private func readBreak(at index: Int, isHard: Bool) -> Int {
    let bytes = view.bytes
    let end = bytes.skip(index..<bytes.count) { $0.isBlank || (isHard && $0 == .backslash) }
    guard end < bytes.count, bytes[end] == .newline || bytes[end] == .carriageReturn else { return broken(at: index) }
    let lineStart = end + (bytes.starts(with: "\r\n", at: end) ? 2 : 1)
    let next = bytes.skip(lineStart..<bytes.count) { $0.isBlank || $0 == UInt8(ascii: ">") }
    if margin == nil { margin = lineStart..<next }
    items.append(InlineItem(kind: isHard ? .lineBreak : .text(" "), range: index..<next))
    return next
  }

  private func broken(at index: Int) -> Int {
    isBroken = true
    return index
  }
}
