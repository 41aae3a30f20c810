import Documents

/// A segment as the model gets it, and what is needed to make its translation one of the original segment.
package struct SegmentDraft: Sendable {
  /// Masked: marks are numbered in order of appearance.
  package var text: String
  /// The same before its case was changed and accelerators were taken out.
  package var original: String
  /// In tokens.
  package var length: Int
  /// What the marks stand for, by number.
  package var spans: [ProtectedSpan]
  var recasing = Recasing.none
  var accelerator: Accelerator?
  var entities: TextEntities?
  var spaces: SpecialSpaces?

  /// Whether the model gets the text as it stood.
  var isAsItWas: Bool {
    spans.isEmpty && recasing == .none && accelerator == nil && entities == nil && spaces == nil
  }

  package init(text: String, length: Int, spans: [ProtectedSpan]) {
    self.text = text
    original = text
    self.length = length
    self.spans = spans
  }

  /// What stands in the text that was prepared.
  package var source: [SegmentPart] { Self.filled(original, with: spans) }

  /// The same as a line's text.
  var sourceText: String { spans.isEmpty ? original : source.reduce(into: "") { $0 += $1.string } }

  /// The text with spans in the place of its marks. Markup stands by itself.
  static func filled(_ masked: String, with spans: [ProtectedSpan]) -> [SegmentPart] {
    var parts: [SegmentPart] = []
    var text = ""
    for scalar in masked.unicodeScalars {
      guard let mark = SpanMark(scalar), spans.indices.contains(mark.number) else {
        text.unicodeScalars.append(scalar)
        continue
      }
      let span = spans[mark.number]
      if span.isMarkup {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.span(span.text))
      } else {
        text += span.text
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }
}

extension SegmentPart {
  var string: String {
    switch self {
    case .text(let string), .span(let string): string
    }
  }
}

/// A text cut into segments for the model and what stands between them.
package struct PreparedText: Sendable {
  package enum Part: Sendable, Hashable {
    /// Space, and text without a letter in it.
    case fixed(String)
    case span(ProtectedSpan)
    /// The draft with this number.
    case draft(Int)
  }

  package var parts: [Part] = []
  package var drafts: [SegmentDraft] = []

  /// The parts as a line's: spans are as fixed as space.
  var lineParts: [LinePart] {
    parts.map { part in
      switch part {
      case .fixed(let text): .space(text)
      case .span(let span): .space(span.text)
      case .draft(let index): .segment(drafts[index].sourceText, length: drafts[index].length)
      }
    }
  }

  /// The text with the drafts replaced by their translations; neighbouring text is one part.
  package func assembled(_ translations: [[SegmentPart]]) -> [SegmentPart] {
    let all = parts.flatMap { part -> [SegmentPart] in
      switch part {
      case .fixed(let text): [.text(text)]
      case .span(let span): [span.isMarkup ? .span(span.text) : .text(span.text)]
      case .draft(let index): translations[index]
      }
    }
    return all.reduce(into: []) { joined, part in
      if case .text(let text) = part, case .text(let front) = joined.last {
        joined[joined.count - 1] = .text(front + text)
      } else {
        joined.append(part)
      }
    }
  }
}
