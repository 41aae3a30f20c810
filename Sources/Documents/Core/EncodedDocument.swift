import Text

/// A document in another encoding than UTF-8. It is written in its own encoding again, or, where that lacks a character,
/// in UTF-8.
struct EncodedDocument: TranslatableDocument {
  private let inner: any TranslatableDocument
  private let source: [UInt8]
  private let decoded: [UInt8]
  private let encoding: String
  private let mark: [UInt8]

  var segments: [DocumentSegment] { inner.segments }
  var omissions: [Omission] { inner.omissions }

  func rendered(_ translations: [[SegmentPart]?]) throws(DocumentError) -> [UInt8] {
    let written = try inner.rendered(translations)
    if written == decoded { return source }
    return Encodings.convert(written, from: "UTF-8", to: encoding).map { mark + $0 } ?? written
  }

  /// nil for bytes that are UTF-8, or what cannot be read in any encoding without loss.
  init?(
    _ bytes: [UInt8], _ format: DocumentFormat, fileName: String, options: DocumentOptions
  ) throws(DocumentError) {
    guard let (encoding, mark) = Self.encoding(of: bytes, format, options) else { return nil }
    let body = Array(bytes[mark.count...])
    guard let decoded = Encodings.convert(body, from: encoding, to: "UTF-8"),
      Encodings.convert(decoded, from: "UTF-8", to: encoding) == body, !decoded.contains(0)
    else { return nil }
    (self.encoding, self.mark, self.decoded, source) = (encoding, mark, decoded, bytes)
    var options = options
    options.encoding = nil
    options.isDecoded = true
    inner = try format.parse(decoded, fileName: fileName, options: options)
  }

  /// What somebody says, what a byte order mark says, what the file says, what it looks like.
  private static func encoding(
    of bytes: [UInt8], _ format: DocumentFormat, _ options: DocumentOptions
  ) -> (String, mark: [UInt8])? {
    guard !options.isDecoded else { return nil }
    if let named = options.encoding { return DeclaredEncoding.isUTF8(named) ? nil : (named, mark(bytes, named)) }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return ("UTF-32LE", [0xFF, 0xFE, 0, 0]) }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return ("UTF-32BE", [0, 0, 0xFE, 0xFF]) }
    if bytes.starts(with: [0xFF, 0xFE]) { return ("UTF-16LE", [0xFF, 0xFE]) }
    if bytes.starts(with: [0xFE, 0xFF]) { return ("UTF-16BE", [0xFE, 0xFF]) }
    guard String(validating: bytes, as: UTF8.self) == nil, !bytes.contains(0) else { return nil }
    if [.html, .po, .xliff, .android, .resx, .qt, .ttml, .docbook, .dita].contains(format) {
      return DeclaredEncoding.find(bytes).flatMap { DeclaredEncoding.isUTF8($0) ? nil : ($0, []) }
    }
    return Encodings.detect(bytes).flatMap { DeclaredEncoding.isUTF8($0) ? nil : ($0, []) }
  }

  private static func mark(_ bytes: [UInt8], _ encoding: String) -> [UInt8] {
    let marks: [[UInt8]] = [[0, 0, 0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0xFF, 0xFE], [0xFE, 0xFF]]
    return encoding.uppercased().hasPrefix("UTF-") ? marks.first { bytes.starts(with: $0) } ?? [] : []
  }
}
