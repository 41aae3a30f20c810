/// The text of a part of OpenDocument (OASIS, version 1.3): paragraphs and headings, in notes, frames, cells and pages.
struct OpenDocumentReader {
  private(set) var units: [(segment: DocumentSegment, slot: Slot)] = []
  private let source: SourceText
  private let tokens: [HTMLToken]
  private let ends: [Int]
  /// For each end tag its start tag.
  private let starts: [Int: Int]
  /// Styles that change nothing that one can see: programs make one for every change of a text.
  private let emptyStyles: Set<String>

  init(_ source: SourceText) {
    self.source = source
    tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
    let ends = Self.ends(tokens)
    self.ends = ends
    starts = Dictionary(ends.enumerated().filter { $0.offset != $0.element }.map { ($0.element, $0.offset) }) { $1 }
    emptyStyles = Self.emptyStyles(tokens, ends, source)
    var index = 0
    while index < tokens.count {
      if tokens[index].name == "text:tracked-changes", ends[index] > index {
        index = ends[index]
      } else if ["text:p", "text:h"].contains(tokens[index].name), ends[index] > index {
        readParagraph(index)
      }
      index += 1
    }
  }

  private static func ends(_ tokens: [HTMLToken]) -> [Int] {
    var ends = Array(tokens.indices)
    var open: [(name: String, index: Int)] = []
    for (index, token) in tokens.enumerated() {
      if token.kind == .start(isSelfClosing: false) { open.append((token.name, index)) }
      if token.kind == .end, let last = open.popLast(), last.name == token.name { ends[last.index] = index }
    }
    return ends
  }

  /// Automatic styles whose only properties are numbers of revisions, or languages.
  private static func emptyStyles(_ tokens: [HTMLToken], _ ends: [Int], _ source: SourceText) -> Set<String> {
    var names: Set<String> = []
    for index in tokens.indices where tokens[index].name == "style:style" && ends[index] > index {
      guard tokens[index].value("style:family", in: source.bytes) == "text",
        tokens[index].value("style:parent-style-name", in: source.bytes) == nil,
        let name = tokens[index].value("style:name", in: source.bytes)
      else { continue }
      let properties = tokens[(index + 1)..<ends[index]].flatMap(\.attributes).map(\.name)
      let isEmpty = properties.allSatisfy {
        $0.hasPrefix("officeooo:") || $0.hasPrefix("fo:language") || $0.hasPrefix("fo:country")
          || $0.hasPrefix("style:language") || $0.hasPrefix("style:country")
      }
      if isEmpty { names.insert(name) }
    }
    return names
  }

  private mutating func readParagraph(_ index: Int) {
    var groups: [[InlineItem]] = [[]]
    var child = index + 1
    var depth = 0
    while child < ends[index] {
      let token = tokens[child]
      switch token.kind {
      case .text: groups[groups.count - 1].append(item(.text(HTMLReader.text(source.string(token.range))), token.range))
      case .other: groups[groups.count - 1].append(item(.void, token.range))
      case .end: groups[groups.count - 1].append(closing(child, &depth))
      case .start: child = readStart(child, &groups, &depth)
      }
      child += 1
    }
    units += groups.compactMap(unit)
  }

  private func item(_ kind: InlineItem.Kind, _ range: Range<Int>) -> InlineItem { InlineItem(kind: kind, range: range) }

  private static let transparent: Set<String> = ["text:span", "text:a", "text:ruby", "text:ruby-base", "text:meta"]

  private func isForgotten(_ index: Int) -> Bool {
    guard tokens[index].name == "text:span" else { return false }
    return tokens[index].value("text:style-name", in: source.bytes).map { emptyStyles.contains($0) } ?? true
  }

  /// The start tag of an end tag.
  private func closing(_ index: Int, _ depth: inout Int) -> InlineItem {
    if let start = starts[index], isForgotten(start) { return item(.text(""), tokens[index].range) }
    depth -= 1
    return item(.close(tokens[index].name), tokens[index].range)
  }

  /// Returns the index of the last token that was read.
  private func readStart(_ index: Int, _ groups: inout [[InlineItem]], _ depth: inout Int) -> Int {
    let token = tokens[index]
    let whole = token.range.lowerBound..<tokens[ends[index]].range.upperBound
    let last = groups.count - 1
    switch token.name {
    case "text:tab" where depth == 0, "text:line-break" where depth == 0: groups.append([])
    case "text:s" where (token.value("text:c", in: source.bytes) ?? "1") == "1":
      groups[last].append(item(.text(" "), whole))
    case let name where Self.transparent.contains(name) && ends[index] > index:
      if isForgotten(index) {
        groups[last].append(item(.text(""), token.range))
      } else {
        depth += 1
        groups[last].append(item(.open(name, isOpaque: false), token.range))
      }
      return index
    case "text:soft-page-break": groups[last].append(item(.text(""), whole))
    case let name
    where name.hasPrefix("text:bookmark") || name.hasPrefix("text:change") || name.hasPrefix("office:annotation"):
      groups[last].append(item(.void, whole))
    default: groups[last].append(item(.atom, whole))
    }
    return max(ends[index], index)
  }

  private func unit(_ items: [InlineItem]) -> (segment: DocumentSegment, slot: Slot)? {
    guard let found = InlineSegment(items, in: source.bytes) else { return nil }
    let segment = DocumentSegment(
      parts: found.parts, line: source.line(at: found.range.lowerBound), pairs: found.pairs)
    let slot = Slot(range: found.range, spans: found.spans) { parts in
      let written = parts.map { part in
        switch part {
        case .text(let text): XMLEscapes.escaped(text)
        case .span(_, let written): written
        }
      }
      return Array(written.joined().utf8)
    }
    return (segment, slot)
  }
}
