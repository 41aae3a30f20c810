/// Compares what a translation has become with its source: everything that is not text has to be the same.
package struct StructureCheck {
  private let document: any TranslatableDocument
  private let format: DocumentFormat
  private let fileName: String
  private let options: DocumentOptions
  private let shape: [String]?

  /// Renderings that are tried to find out which segments break the structure.
  private static let mostTries = 200

  package init(
    _ document: any TranslatableDocument, of bytes: [UInt8], _ format: DocumentFormat, fileName: String,
    options: DocumentOptions
  ) {
    (self.document, self.format, self.fileName, self.options) = (document, format, fileName, options)
    shape = DocumentShape.of(bytes, format, fileName: fileName, options)
  }

  /// Writes the document, with those translations left out that would break its structure.
  ///
  /// - Returns: the document, and the numbers of the segments that were left out.
  package func rendered(
    _ translations: [[SegmentPart]?]
  ) throws(DocumentError) -> (bytes: [UInt8], omitted: [Int]) {
    let whole = try document.rendered(translations)
    if holds(whole) { return (whole, []) }
    var kept: [[SegmentPart]?] = translations.map { _ in nil }
    var omitted: [Int] = []
    var tries = 0
    try add(translations.indices, of: translations, to: &kept, &omitted, &tries)
    return (try document.rendered(kept), omitted.filter { translations[$0] != nil })
  }

  private func holds(_ bytes: [UInt8]) -> Bool {
    guard let shape else { return true }
    return DocumentShape.of(bytes, format, fileName: fileName, options) == shape
  }

  /// Adds translations as long as the structure holds; halves what does not hold.
  private func add(
    _ range: Range<Int>, of translations: [[SegmentPart]?], to kept: inout [[SegmentPart]?], _ omitted: inout [Int],
    _ tries: inout Int
  ) throws(DocumentError) {
    guard !range.isEmpty else { return }
    tries += 1
    var candidate = kept
    for index in range { candidate[index] = translations[index] }
    if tries <= Self.mostTries, holds(try document.rendered(candidate)) {
      kept = candidate
    } else if range.count == 1 || tries > Self.mostTries {
      omitted += range
    } else {
      let middle = range.lowerBound + range.count / 2
      try add(range.lowerBound..<middle, of: translations, to: &kept, &omitted, &tries)
      try add(middle..<range.upperBound, of: translations, to: &kept, &omitted, &tries)
    }
  }
}
