/// The text of a part of Office Open XML (ECMA-376): paragraphs of Word (`w:p`), of drawings and slides (`a:p`), and
/// strings of Excel (`si`, `is`).
///
/// A paragraph is made of runs, each with its own format; programs cut runs where nobody sees it. Runs of one format are
/// one text here, and runs in another format than most of the paragraph are a pair of spans around their text.
struct OfficeReader {
  private(set) var units: [(segment: DocumentSegment, slot: Slot)] = []
  private let source: SourceText
  private let tokens: [HTMLToken]
  private let ends: [Int]

  init(_ source: SourceText) {
    self.source = source
    tokens = HTMLTokenizer.tokens(of: source.bytes, from: source.start, isXML: true)
    ends = Self.ends(tokens)
    for index in tokens.indices where Self.paragraphs.contains(tokens[index].name) && ends[index] > index {
      readParagraph(index)
    }
  }

  private static let paragraphs: Set<String> = ["w:p", "a:p", "si", "is", "text"]

  /// For each start tag the index of its end tag; itself where it has none.
  private static func ends(_ tokens: [HTMLToken]) -> [Int] {
    var ends = Array(tokens.indices)
    var open: [(name: String, index: Int)] = []
    for (index, token) in tokens.enumerated() {
      if token.kind == .start(isSelfClosing: false) { open.append((token.name, index)) }
      if token.kind == .end, let last = open.popLast(), last.name == token.name { ends[last.index] = index }
    }
    return ends
  }

  static func plain(_ parts: [PlacedPart]) -> String {
    parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  // MARK: The elements of a paragraph

  private func readParagraph(_ index: Int, _ elements: inout RunElements) {
    var child = index + 1
    while child < ends[index] {
      readChild(child, &elements)
      child = max(ends[child], child) + 1
    }
  }

  private mutating func readParagraph(_ index: Int) {
    var elements = RunElements()
    readParagraph(index, &elements)
    for group in elements.groups {
      if let unit = RunSegment(group, source)?.unit(source, line: source.line(at: tokens[index].range.lowerBound)) {
        units.append(unit)
      }
    }
  }

  private func whole(_ index: Int) -> Range<Int> {
    tokens[index].range.lowerBound..<tokens[ends[index]].range.upperBound
  }

  private static let wrappers: Set<String> = ["w:hyperlink", "w:ins", "w:moveto", "w:smarttag", "w:customxml"]
  /// They say nothing about the text and need not stay where they are.
  private static let forgotten: Set<String> = ["w:prooferr", "w:lastrenderedpagebreak", "w:softhyphen"]

  private func readChild(_ index: Int, _ elements: inout RunElements) {
    let token = tokens[index]
    guard case .start = token.kind else { return }
    switch token.name {
    case "w:r", "a:r", "r": readRun(index, &elements)
    case "t": elements.append(.text(text(index)), whole(index), in: RunFormat.none)
    case "w:ppr", "a:ppr", "a:endpararpr", "rph", "phoneticpr": break
    case "a:br": elements.append(.boundary, whole(index), in: nil)
    case let name where Self.forgotten.contains(name): break
    case let name where Self.wrappers.contains(name) && ends[index] > index:
      elements.append(.open, token.range, in: nil)
      readParagraph(index, &elements)
      elements.append(.close, tokens[ends[index]].range, in: nil)
    case "w:sdt" where ends[index] > index: readControl(index, &elements)
    default: elements.append(.atom, whole(index), in: nil)
    }
  }

  /// A content control: its properties, then its content.
  private func readControl(_ index: Int, _ elements: inout RunElements) {
    guard let content = ((index + 1)..<ends[index]).first(where: { tokens[$0].name == "w:sdtcontent" }),
      ends[content] > content
    else { return elements.append(.atom, whole(index), in: nil) }
    elements.append(.open, tokens[index].range.lowerBound..<tokens[content].range.upperBound, in: nil)
    readParagraph(content, &elements)
    elements.append(.close, tokens[ends[content]].range.lowerBound..<tokens[ends[index]].range.upperBound, in: nil)
  }

  private func readRun(_ index: Int, _ elements: inout RunElements) {
    var format = RunFormat(tag: tokens[index].name, properties: "")
    var child = index + 1
    while child < ends[index] {
      let token = tokens[child]
      defer { child = max(ends[child], child) + 1 }
      guard case .start = token.kind else { continue }
      switch token.name {
      case "w:rpr", "a:rpr", "rpr":
        format = RunFormat(tag: format.tag, properties: source.string(whole(child)))
      case "w:t", "a:t", "t": elements.append(.text(text(child)), whole(child), in: format)
      case "w:tab", "w:br", "w:cr", "w:ptab": elements.append(.boundary, whole(child), in: format)
      case "w:nobreakhyphen": elements.append(.text("\u{2011}"), whole(child), in: format)
      case "w:fldchar": elements.field(token.value("w:fldchartype", in: source.bytes) ?? "", whole(child), format)
      case "w:instrtext", "w:delinstrtext": elements.instruction(source.string(whole(child)), whole(child), format)
      case let name where Self.forgotten.contains(name): break
      default: elements.append(.atom, whole(child), in: format)
      }
    }
  }

  private func text(_ index: Int) -> String {
    guard ends[index] > index else { return "" }
    return ((index + 1)..<ends[index]).map { Entities.decodeAll(source.string(tokens[$0].range)) }.joined()
  }
}

/// What a run looks like.
struct RunFormat: Hashable, Sendable {
  /// `w:r`, `a:r`, `r`; empty for text in no run.
  var tag: String
  /// The element with its properties, as it is written.
  var properties: String

  static let none = RunFormat(tag: "", properties: "")

  /// Two formats that a reader cannot tell apart: they differ in marks of revisions, languages and checks only.
  var key: String {
    var text = properties
    for name in ["w:lang", "w:noProof", "w:rsidR", "w:rsidRPr"] {
      while let start = text.firstRange(of: "<\(name) ") ?? text.firstRange(of: "<\(name)/"),
        let end = text[start.lowerBound...].firstRange(of: "/>")
      { text.removeSubrange(start.lowerBound..<end.upperBound) }
    }
    for name in [" lang=\"", " dirty=\"", " err=\"", " altLang=\"", " noProof=\"", " smtClean=\""] {
      while let start = text.firstRange(of: name),
        let end = text[start.upperBound...].firstIndex(of: "\"")
      { text.removeSubrange(start.lowerBound...end) }
    }
    let isEmpty = ["<w:rPr></w:rPr>", "<w:rPr/>", "<a:rPr/>", "<a:rPr></a:rPr>"].contains(text)
    return tag + (isEmpty ? "" : text)
  }

  var opening: String { tag.isEmpty ? "" : "<\(tag)>\(properties)" }
  var closing: String { tag.isEmpty ? "" : "</\(tag)>" }

  func text(_ text: String) -> String {
    let name = tag.isEmpty ? "t" : tag == "r" ? "t" : String(tag.dropLast()) + "t"
    let space = name == "a:t" ? "" : " xml:space=\"preserve\""
    return "<\(name)\(space)>\(XMLEscapes.escaped(text))</\(name)>"
  }
}
