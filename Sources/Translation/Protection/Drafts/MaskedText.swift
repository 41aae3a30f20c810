import Documents

/// A span that comes out as it went in.
package struct ProtectedSpan: Hashable, Sendable {
  package var text: String
  /// It is markup of the document, not text in which something was found.
  package var isMarkup: Bool

  /// Whether it is a picture or a control that says nothing in a sentence: at an end it need not go through the model.
  var isOrnament: Bool {
    guard !isMarkup, let first = text.unicodeScalars.first else { return false }
    if first == "\u{1B}" { return true }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .otherSymbol, .modifierSymbol, .format, .control, .nonspacingMark, .enclosingMark: true
      default: scalar == " " || scalar.properties.isEmoji && text.unicodeScalars.contains("\u{20E3}")
      }
    }
  }
}

/// A text with a mark in the place of every protected span.
struct MaskedText: Sendable {
  /// All marks have the number 0; what they stand for follows from their order.
  let text: String
  let spans: [ProtectedSpan]

  /// - Parameters:
  ///   - pairs: which spans among the parts open and close something; tags in the text pair by themselves.
  ///   - safeguards: finds further spans in the text.
  init(_ parts: [SegmentPart], pairs: [SpanPair] = [], safeguards: Safeguards) {
    var pieces: [Piece] = []
    for part in parts {
      switch part {
      case .span(let span): pieces.append(.span(ProtectedSpan(text: span, isMarkup: true)))
      case .text(let text): pieces += Self.pieces(of: text, safeguards.finder, safeguards.numbers)
      }
    }
    let spans = pieces.compactMap { if case .span(let span) = $0 { span } else { nil } }
    var kinds = SpanPairing.kinds(of: spans, pairs: pairs)[...]
    text = pieces.reduce(into: "") { text, piece in
      switch piece {
      case .text(let string): text += string
      case .span: text.unicodeScalars.append(SpanMark(kinds.popFirst() ?? .single).scalar)
      }
    }
    self.spans = spans
  }

  private enum Piece {
    case text(String)
    case span(ProtectedSpan)
  }

  private static func pieces(of text: String, _ finder: SpanFinder?, _ numbers: NumberRule) -> [Piece] {
    guard let finder else { return [.text(text)] }
    let bytes = Array(text.utf8)
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var pieces: [Piece] = []
    var start = 0
    for span in finder.spans(in: text) {
      let (range, original) = (span.range, string(span.range))
      if start < range.lowerBound { pieces.append(.text(string(start..<range.lowerBound))) }
      let written = span.isForeign ? numbers.localized(original) : original
      pieces.append(.span(ProtectedSpan(text: written, isMarkup: false)))
      start = range.upperBound
    }
    if start < bytes.count { pieces.append(.text(string(start..<bytes.count))) }
    return pieces
  }
}

/// Tells which spans open and close something.
enum SpanPairing {
  /// The kind of each span. Found tags belong together by their names, markup by `pairs`; what has no other half is
  /// single.
  static func kinds(of spans: [ProtectedSpan], pairs: [SpanPair]) -> [SpanMark.Kind] {
    var closings: [String: Set<String>] = [:]
    for pair in pairs { closings[pair.opening, default: []].insert(pair.closing) }
    var kinds = [SpanMark.Kind](repeating: .single, count: spans.count)
    var open: [(index: Int, closings: Set<String>)] = []
    for (index, span) in spans.enumerated() {
      let key = span.isMarkup ? span.text : span.text.lowercased()
      if let place = open.lastIndex(where: { $0.closings.contains(key) }) {
        kinds[open[place].index] = .opening
        kinds[index] = .closing
        open.removeSubrange(place...)
      } else if let closings = span.isMarkup ? closings[key] : foundClosing(of: key) {
        open.append((index, closings))
      }
    }
    let sequential = spans.indices.filter { kinds[$0] == .single && isSequential(spans[$0]) }
    if sequential.count > 1 { for index in sequential { kinds[index] = .sequential } }
    return kinds
  }

  /// Whether a span takes the next argument, whichever that is: `%s` and `{}`, not `%1$s`, `%(name)s`, `%1` or `%n`.
  private static func isSequential(_ span: ProtectedSpan) -> Bool {
    guard !span.isMarkup else { return false }
    if span.text == "{}" { return true }
    guard span.text.hasPrefix("%"), span.text != "%n", let last = span.text.last, last.isASCII else { return false }
    return (last.isLetter || last == "@") && !span.text.contains("$") && !span.text.contains("(")
  }

  /// What ends that which a span begins: a tag, a style of a terminal, an embedding of another direction.
  private static func foundClosing(of text: String) -> Set<String>? {
    if text.hasPrefix("\u{1B}["), text.hasSuffix("m") { return terminalResets.contains(text) ? nil : terminalResets }
    switch text {
    case "\u{2066}", "\u{2067}", "\u{2068}": return ["\u{2069}"]
    case "\u{202A}", "\u{202B}", "\u{202D}", "\u{202E}": return ["\u{202C}"]
    default: return closingTag(of: text)
    }
  }

  private static let terminalResets = Set(
    (["", "0", "00"] + (22...29).map { "\($0)" } + ["39", "49"]).map { "\u{1B}[\($0)m" })

  /// `</b>` for `<b>` or `<b class="x">`.
  private static func closingTag(of tag: String) -> Set<String>? {
    guard tag.hasPrefix("<"), tag.hasSuffix(">"), !tag.hasSuffix("/>") else { return nil }
    let name = tag.dropFirst().prefix { !$0.isWhitespace && $0 != ">" }
    guard let first = name.first, first.isLetter else { return nil }
    return ["</\(name)>"]
  }
}
