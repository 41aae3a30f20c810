import Documents

extension Translator {
  /// Translates the segments of a document; see `Document.translated(_:)`. Spans come out exactly once and nest as
  /// before, or the segment stays as it is.
  ///
  /// - Returns: a translation for each, in order.
  /// - Throws: as ``translate(_:)-(String)``.
  public func translate(_ segments: [DocumentSegment]) throws -> [[SegmentPart]] {
    try options.validate()
    return try chunks.translate(segments)
  }
}
