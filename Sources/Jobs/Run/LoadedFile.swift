import Documents
import Translation

/// A file of a job that has been read and cut into segments.
struct LoadedFile: Sendable {
  let file: JobFile
  let bytes: Int
  let check: StructureCheck
  let document: any TranslatableDocument
  /// One for each of the document's segments.
  let texts: [PreparedText]

  var words: Int { document.segments.reduce(0) { $0 + $1.wordCount } }
}

extension DocumentSegment {
  /// What a reader would see of it, markup left out.
  var plainText: String { parts.plainText }

  var wordCount: Int { plainText.split(whereSeparator: \.isWhitespace).count }
}

extension [SegmentPart] {
  var plainText: String {
    reduce(into: "") { text, part in if case .text(let string) = part { text += string } }
  }
}
