/// A parsed document: what to translate, and how to write it again.
package protocol TranslatableDocument: Sendable {
  /// In the order of the file.
  var segments: [DocumentSegment] { get }

  /// Texts that are not translated because they do not look like language.
  var omissions: [Omission] { get }

  /// The document with segment N replaced by `translations[N]`; nil leaves the source's bytes, and so does a
  /// translation that equals the segment's parts. `.text` is plain text, which the format escapes; `.span` is written
  /// as it is. Where the format keeps source and translation side by side, a nil or equal translation leaves the
  /// translation's place as it was.
  ///
  /// - Parameter translations: as many as segments.
  /// - Throws: ``DocumentError/unwritable(file:line:)`` for a translation that its segment does not accept
  ///   (``DocumentSegment/accepts(_:)``).
  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8]
}
