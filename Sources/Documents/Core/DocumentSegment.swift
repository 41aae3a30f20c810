/// A piece of a segment: text to translate, or a span that must come out exactly once, unchanged.
public enum SegmentPart: Equatable, Hashable, Sendable {
  /// Plain text, without the escapes of its format and without line breaks.
  case text(String)
  /// Markup in the bytes of the file, such as `**`, `<b>` or `](page.html)`.
  case span(String)
}

/// Two spans that enclose text: the first must come before the second, and pairs must nest.
public struct SpanPair: Equatable, Hashable, Sendable {
  public var opening: String
  public var closing: String

  public init(opening: String, closing: String) {
    self.opening = opening
    self.closing = closing
  }
}

/// One unit of text to translate, where it stands in its file.
///
/// White space at its ends is not part of it. Two segments of a file may have the same parts.
public struct DocumentSegment: Equatable, Sendable {
  public var parts: [SegmentPart]
  /// The line of its first byte, counted from 1.
  public var line: Int
  /// What the file says of the place where the text is used: a PO context, the key of a catalogue.
  public var context: String?
  /// The spans among the parts that belong together, one entry for each pair. Spans in no pair may stand anywhere.
  public var pairs: [SpanPair]

  public init(parts: [SegmentPart], line: Int, context: String? = nil, pairs: [SpanPair] = []) {
    self.parts = parts
    self.line = line
    self.context = context
    self.pairs = pairs
  }

  public var spans: [String] {
    parts.compactMap { if case .span(let span) = $0 { span } else { nil } }
  }

  /// Whether a translation can be written: every span once, and pairs nested in each other with something inside.
  public func accepts(_ translation: [SegmentPart]) -> Bool {
    if translation == parts { return true }
    let found = translation.compactMap { if case .span(let span) = $0 { span } else { nil } }
    return found.sorted() == spans.sorted() && roles(in: translation) != nil
  }
}
