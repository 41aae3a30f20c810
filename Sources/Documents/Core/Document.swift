/// A document whose text can be translated while everything else stays as it is, byte for byte.
///
/// ```swift
/// let document = try Document(bytes, format: .markdown, from: "en", to: "de")
/// let translated = try document.translated { try translator.translate($0) }
/// ```
public struct Document: Sendable {
  private let parsed: any TranslatableDocument

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark.
  ///   - source: the language of the text, an ISO 639 code or what the format itself expects, such as `pt_BR`.
  ///   - fileName: for errors.
  /// - Throws: ``DocumentError`` with the line of the first thing that is wrong.
  public init(
    _ bytes: [UInt8], format: DocumentFormat, from source: String, to target: String, fileName: String = "document"
  ) throws(DocumentError) {
    try self.init(
      bytes, format: format, options: DocumentOptions(sourceLanguage: source, targetLanguage: target),
      fileName: fileName)
  }

  /// The same with all that can be said about a format.
  public init(
    _ bytes: [UInt8], format: DocumentFormat, options: DocumentOptions, fileName: String = "document"
  ) throws(DocumentError) {
    parsed = try format.parse(bytes, fileName: fileName, options: options)
  }

  /// What there is to translate, in the order of the document.
  public var segments: [DocumentSegment] { parsed.segments }

  /// The document with its segments translated.
  ///
  /// - Parameter translate: gives a translation for every segment; nil leaves the source. One that has lost, doubled or
  ///   misplaced a span (``DocumentSegment/accepts(_:)``) is not used.
  /// - Throws: what `translate` throws.
  public func translated(_ translate: ([DocumentSegment]) throws -> [[SegmentPart]?]) throws -> [UInt8] {
    let segments = parsed.segments
    let translations = try translate(segments)
    precondition(translations.count == segments.count, "there must be one translation for every segment")
    return try parsed.rendered(
      zip(segments, translations).map { segment, parts in parts.flatMap { segment.accepts($0) ? $0 : nil } })
  }
}
