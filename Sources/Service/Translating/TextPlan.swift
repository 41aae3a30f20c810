import Documents
import Translation

/// How a text is to be read.
package enum TextFormat: Sendable, Hashable {
  case text
  case html
  case xml(XMLReading)
}

/// A text cut into segments for the model, and how it is put together again.
struct TextPlan: Sendable {
  private enum Layout: Sendable {
    /// The parts of all lines, line ends among them as fixed text.
    case text([PreparedText.Part])
    case document(any TranslatableDocument, [PreparedText])
  }

  private let layout: Layout
  let drafts: [SegmentDraft]
  /// What stands in the text in the place of each draft.
  let sources: [String]

  init(
    _ text: String, format: TextFormat, preparer: TextPreparer, pair: LanguagePair,
    terminology: Terminology = Terminology()
  ) throws {
    let preparer = TermPreparer(preparer, terminology)
    switch format {
    case .text: self.init(lines: try Self.lines(of: text).map { (try preparer.prepare($0.text), $0.end) }, preparer)
    case .html:
      let options = DocumentOptions(sourceLanguage: pair.source, targetLanguage: pair.target)
      do {
        let document = try DocumentFormat.html.parse(Array(text.utf8), fileName: "q", options: options)
        try self.init(document, preparer)
      } catch let error as DocumentError {
        throw ServiceError(400, "\(error)")
      }
    case .xml(let reading): try self.init(XMLFragment(text, reading), preparer)
    }
  }

  /// A document's plan.
  init(_ document: any TranslatableDocument, preparer: TextPreparer, terminology: Terminology) throws {
    try self.init(document, TermPreparer(preparer, terminology))
  }

  private init(lines: [(text: PreparedText, end: String)], _ preparer: TermPreparer) {
    var (parts, drafts): ([PreparedText.Part], [SegmentDraft]) = ([], [])
    for line in lines {
      for part in line.text.parts {
        if case .draft(let index) = part { parts.append(.draft(drafts.count + index)) } else { parts.append(part) }
      }
      if !line.end.isEmpty { parts.append(.fixed(line.end)) }
      drafts += line.text.drafts
    }
    layout = .text(parts)
    self.drafts = drafts
    sources = preparer.sources
  }

  private init(_ document: any TranslatableDocument, _ preparer: TermPreparer) throws {
    let texts = try document.segments.map { try preparer.prepare($0) }
    layout = .document(document, texts)
    drafts = texts.flatMap(\.drafts)
    sources = preparer.sources
  }

  /// Lines and what ends them.
  private static func lines(of text: String) -> [(text: String, end: String)] {
    var lines: [(text: String, end: String)] = []
    var line = String.UnicodeScalarView()
    var end = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isEnd = scalar == "\n" || scalar == "\r"
      if !end.isEmpty, !isEnd || scalar == "\r" || end.last == "\n" {
        lines.append((String(line), String(end)))
        (line, end) = (.init(), .init())
      }
      if isEnd { end.append(scalar) } else { line.append(scalar) }
    }
    if !line.isEmpty || !end.isEmpty { lines.append((String(line), String(end))) }
    return lines
  }

  /// The text with every draft replaced by its translation.
  ///
  /// - Parameter translations: one for each of ``drafts``, spans in their places.
  func assembled(_ translations: [[SegmentPart]]) throws -> [UInt8] {
    switch layout {
    case .text(let parts):
      let text = parts.reduce(into: "") { text, part in
        switch part {
        case .fixed(let fixed): text += fixed
        case .span(let span): text += span.text
        case .draft(let index): text += translations[index].joinedText
        }
      }
      return Array(text.utf8)
    case .document(let document, let texts):
      var rest = translations[...]
      let segments = texts.map { text -> [SegmentPart] in
        defer { rest = rest.dropFirst(text.drafts.count) }
        return text.assembled(Array(rest.prefix(text.drafts.count)))
      }
      let accepted = zip(document.segments, segments).map { $0.accepts($1) ? $1 : nil }
      return try document.rendered(accepted)
    }
  }

  var outline: TextOutline {
    guard case .text(let parts) = layout else { return TextOutline(sources: sources, before: [], after: "") }
    var (before, current): ([String], String) = ([], "")
    for part in parts {
      switch part {
      case .fixed(let text): current += text
      case .span(let span): current += span.text
      case .draft:
        before.append(current)
        current = ""
      }
    }
    return TextOutline(sources: sources, before: before, after: current)
  }
}

/// Prepares texts, with the targets of terms in the places of terms.
private final class TermPreparer {
  private let preparer: TextPreparer
  private let terminology: Terminology
  /// Of all drafts so far.
  private(set) var sources: [String] = []

  init(_ preparer: TextPreparer, _ terminology: Terminology) {
    self.preparer = preparer
    self.terminology = terminology
  }

  func prepare(_ text: String) throws -> PreparedText { filled(try preparer.prepare(text)) }

  func prepare(_ segment: DocumentSegment) throws -> PreparedText { filled(try preparer.prepare(segment)) }

  private func filled(_ prepared: PreparedText) -> PreparedText {
    sources += prepared.drafts.map(\.source.joinedText)
    guard terminology.count > 0 else { return prepared }
    var prepared = prepared
    for index in prepared.drafts.indices { terminology.fill(&prepared.drafts[index]) }
    for (index, part) in prepared.parts.enumerated() {
      guard case .span(var span) = part, !span.isMarkup, let target = terminology.target(of: span.text) else {
        continue
      }
      span.text = target
      prepared.parts[index] = .span(span)
    }
    return prepared
  }
}

extension [SegmentPart] {
  /// All of it as text, spans in their places.
  package var joinedText: String {
    reduce(into: "") { text, part in
      switch part {
      case .text(let string), .span(let string): text += string
      }
    }
  }
}
