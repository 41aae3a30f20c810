/// A string in a file of strings. What it says is plain text, perhaps of several paragraphs.
struct CatalogueValue: Sendable {
  var range: Range<Int>
  /// Without escapes.
  var text: String
  var context: String?
  /// The keys that lead to it.
  var path: [String] = []
  var lineMode = DocumentOptions.LineMode.value
  /// Writes a text as what stands in the range.
  var encode: @Sendable (String) -> [UInt8]
}

/// Strings and what is between them: JSON, YAML, tables, and the catalogues of programs.
struct CatalogueDocument: TranslatableDocument {
  let segments: [DocumentSegment]
  let omissions: [Omission]
  private let source: SourceText
  private let entries: [(value: CatalogueValue, text: any TranslatableDocument)]

  /// - Parameter omissions: values that are left as they are.
  init(_ source: SourceText, _ values: [CatalogueValue], _ options: DocumentOptions, omissions: [Omission] = []) {
    self.source = source
    self.omissions = omissions
    entries = values.map { ($0, ValueText.document($0, source, options)) }
    segments = entries.flatMap(\.text.segments)
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for (value, text) in entries {
      let last = first + text.segments.count
      let written = try text.rendered(Array(translations[first..<last]))
      if !written.elementsEqual(value.text.utf8) {
        edits.append(ByteEdit(value.range, value.encode(String(decoding: written, as: UTF8.self))))
      }
      first = last
    }
    return source.bytes.applying(edits)
  }
}

/// What is inside a string of a catalogue.
enum ValueText {
  static func document(
    _ value: CatalogueValue, _ source: SourceText, _ options: DocumentOptions
  ) -> any TranslatableDocument {
    let line = source.line(at: value.range.lowerBound)
    let hasChoice = MessagePattern.hasChoice(value.text)
    if hasChoice || value.text.contains("'{") {
      let message = MessageDocument(
        value.text, file: source.file, line: line, context: value.context, language: options.targetLanguage)
      if let message { return message }
      // What looks like a pattern and is none is left alone: words in it may be keywords.
      if hasChoice { return SplicedDocument(bytes: Array(value.text.utf8), file: source.file, units: []) }
    }
    let bytes = Array(value.text.utf8)
    let mode = options.lineMode == .lines ? .lines : value.lineMode
    let tags = TemplateScanner.tags(in: bytes, bytes.indices)
    let view = bytes.masking(tags.lazy.filter { $0.kind != .output }.map(\.range), with: .space)
    // A bar in a tag separates no forms.
    let withoutTags = bytes.masking(tags.lazy.map(\.range), with: .space)
    let units = pieces(withoutTags).flatMap { piece in
      TextLayout(view, piece, mode: mode).units(of: view, context: value.context) { _ in line }
    }
    return SplicedDocument(bytes: bytes, file: source.file, units: units)
  }

  /// Forms of a plural with bars between, as Laravel (`{0} none|[1,19] some`) and Vue (`car | cars`) write them.
  private static func pieces(_ bytes: [UInt8]) -> [Range<Int>] {
    let bar = UInt8(ascii: "|")
    guard bytes.contains(bar), bytes.count < 2000 else { return [bytes.indices] }
    var pieces: [Range<Int>] = []
    var start = 0
    for end in bytes.indices where bytes[end] == bar {
      pieces.append(start..<end)
      start = end + 1
    }
    pieces.append(start..<bytes.count)
    let isSpaced = pieces.dropLast().allSatisfy { $0.isEmpty || bytes[$0.upperBound - 1] == .space }
    let texts = pieces.map { afterCount(bytes, $0) }
    let hasCounts = zip(texts, pieces).contains { $0 != $1 }
    guard hasCounts || isSpaced, pieces.allSatisfy({ String(decoding: bytes[$0], as: UTF8.self).hasLetters }) else {
      return [bytes.indices]
    }
    return texts
  }

  /// Without `{0}` or `[1,19]` at the start.
  private static func afterCount(_ bytes: [UInt8], _ piece: Range<Int>) -> Range<Int> {
    guard let first = bytes[piece].first, "{[".utf8.contains(first) else { return piece }
    let end = bytes.skip((piece.lowerBound + 1)..<piece.upperBound) { $0.isDigit || ",*- ".utf8.contains($0) }
    guard end < piece.upperBound, end > piece.lowerBound + 1, "}]".utf8.contains(bytes[end]) else { return piece }
    return (end + 1)..<piece.upperBound
  }
}
