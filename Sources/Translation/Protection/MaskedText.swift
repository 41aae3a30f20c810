import Documents

/// A span that comes out as it went in.
package struct ProtectedSpan: Hashable, Sendable {
  package var text: String
  /// It is markup of the document, not text in which something was found.
  package var isMarkup: Bool
}

/// A text with a mark in the place of every protected span.
struct MaskedText: Sendable {
  /// All marks have the number 0; what they stand for follows from their order.
  let text: String
  let spans: [ProtectedSpan]

  /// - Parameters:
  ///   - pairs: which spans among the parts open and close something; tags in the text pair by themselves.
  ///   - finder: finds further spans in the text; none are looked for where it is nil.
  init(_ parts: [SegmentPart], pairs: [SpanPair] = [], finder: SpanFinder?) {
    var pieces: [Piece] = []
    for part in parts {
      switch part {
      case .span(let span): pieces.append(.span(ProtectedSpan(text: span, isMarkup: true)))
      case .text(let text): pieces += Self.pieces(of: text, finder: finder)
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

  private static func pieces(of text: String, finder: SpanFinder?) -> [Piece] {
    guard let finder else { return [.text(text)] }
    let bytes = Array(text.utf8)
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var pieces: [Piece] = []
    var start = 0
    for range in finder.ranges(in: text) {
      if start < range.lowerBound { pieces.append(.text(string(start..<range.lowerBound))) }
      pieces.append(.span(ProtectedSpan(text: string(range), isMarkup: false)))
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

  /// `</b>` for `<b>` or `<b class="x">`.
  private static func foundClosing(of tag: String) -> Set<String>? {
    guard tag.hasPrefix("<"), tag.hasSuffix(">"), !tag.hasSuffix("/>") else { return nil }
    let name = tag.dropFirst().prefix { !$0.isWhitespace && $0 != ">" }
    guard let first = name.first, first.isLetter else { return nil }
    return ["</\(name)>"]
  }
}
