import Documents

/// Stand-ins for a translator.
enum Doubles {
  static func identity(_ parts: [SegmentPart]) -> [SegmentPart] { parts }

  static func capitals(_ parts: [SegmentPart]) -> [SegmentPart] {
    parts.map { if case .text(let text) = $0 { .text(text.uppercased()) } else { $0 } }
  }

  /// Capitals for words without placeholders, which `msgfmt` would miss.
  static func carefulCapitals(_ parts: [SegmentPart]) -> [SegmentPart] {
    parts.map { part in
      guard case .text(let text) = part else { return part }
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      let changed = words.map { $0.contains { "%{$".contains($0) } ? String($0) : $0.uppercased() }
      return .text(changed.joined(separator: " "))
    }
  }

  /// The parts with their elements in another order, as another language may have them. Pairs stay whole.
  static func reordered(_ segment: DocumentSegment) -> [SegmentPart] {
    guard segment.parts.count > 1 else { return segment.parts }
    let candidates = (1..<segment.parts.count).map { cut in
      Array(segment.parts[cut...]) + [.text(" ")] + Array(segment.parts[..<cut])
    }
    return candidates.first { segment.accepts($0) } ?? segment.parts
  }
}

extension DocumentFormat {
  static let options = {
    var options = DocumentOptions(sourceLanguage: "en", targetLanguage: "de")
    options.columns = ["2"]
    options.revisionDate = "2026-01-31 18:05+0000"
    return options
  }()

  func parse(_ text: String, _ options: DocumentOptions = options) throws -> any TranslatableDocument {
    try parse(Array(text.utf8), fileName: "x.\(rawValue)", options: options)
  }

  /// The document after a translator has been at it.
  func translate(
    _ text: String, _ options: DocumentOptions = options, with translator: ([SegmentPart]) -> [SegmentPart]
  ) throws -> String {
    let document = try parse(text, options)
    return String(decoding: try document.rendered(document.segments.map { translator($0.parts) }), as: UTF8.self)
  }

  /// Segments as one line each, spans in `⟦⟧`.
  func lines(_ text: String, _ options: DocumentOptions = options) throws -> [String] {
    try parse(text, options).segments.map { $0.parts.line }
  }
}

extension [SegmentPart] {
  /// Without spans.
  var plain: String {
    map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  var line: String {
    map { part in
      switch part {
      case .text(let text): text
      case .span(let span): "⟦\(span)⟧"
      }
    }.joined()
  }
}
