/// Documents of other formats within a file.
struct PartedDocument: TranslatableDocument {
  struct Part: Sendable {
    var range: Range<Int>
    var document: any TranslatableDocument
  }

  let segments: [DocumentSegment]
  let omissions: [Omission]
  private let source: SourceText
  private let parts: [Part]

  /// - Parameter parts: in the order of the file, each read from the bytes of its range.
  init(_ source: SourceText, _ parts: [Part]) {
    (self.source, self.parts) = (source, parts)
    segments = parts.flatMap { part in
      part.document.segments.map { segment in
        var segment = segment
        segment.line += source.line(at: part.range.lowerBound) - 1
        return segment
      }
    }
    omissions = parts.flatMap { part in
      part.document.omissions.map { omission in
        var omission = omission
        omission.line += source.line(at: part.range.lowerBound) - 1
        return omission
      }
    }
  }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    try segments.check(translations, file: source.file)
    var edits: [ByteEdit] = []
    var first = 0
    for part in parts {
      let last = first + part.document.segments.count
      edits.append(ByteEdit(part.range, try part.document.rendered(Array(translations[first..<last]))))
      first = last
    }
    return source.bytes.applying(edits)
  }
}
