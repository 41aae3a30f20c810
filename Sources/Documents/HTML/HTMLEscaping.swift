/// Puts text into HTML.
struct HTMLEscaping: Sendable {
  /// The last character that is written as it is; others are written as numbers, which every encoding understands that
  /// extends ASCII: the file is ASCII and does not say that it is UTF-8, or says that it is something else.
  private let last: UInt32
  /// The source writes no-break spaces as `&nbsp;`, or has none.
  private let namesSpaces: Bool

  /// - Parameter isUnicode: the format around the HTML is in UTF-8, as Markdown is.
  init(_ source: SourceText, isUnicode: Bool = false) {
    let start = source.string(source.start..<min(source.bytes.count, 4096)).lowercased()
    let isUTF8 =
      source.start > 0 || start.contains("charset=utf-8") || start.contains("charset=\"utf-8")
      || start.contains("charset='utf-8") || (start.hasPrefix("<?xml") && DeclaredEncoding.find(source.bytes) == nil)
    namesSpaces = source.bytes.firstRange(of: "\u{A0}", from: 0) == nil
    last = !isUnicode && !isUTF8 && source.bytes.allSatisfy { $0 < 0x80 } ? 0x7F : 0x10FFFF
  }

  /// For XML, which is in UTF-8 where it does not say otherwise.
  init(xml source: SourceText) {
    namesSpaces = false
    guard let encoding = DeclaredEncoding.find(Array(source.bytes.prefix(200))), !DeclaredEncoding.isUTF8(encoding),
      !encoding.uppercased().hasPrefix("UTF-")
    else {
      last = 0x10FFFF
      return
    }
    last = source.bytes.allSatisfy { $0 < 0x80 } ? 0x7F : 0xFF
  }

  func text(_ text: String) -> String { escape(text, quote: nil) }

  /// - Parameter quote: the marks around the value in the source, nil for none.
  func attribute(_ text: String, quote: UInt8?) -> String {
    let escaped = escape(text, quote: quote ?? .quote)
    return quote == nil ? "\"\(escaped)\"" : escaped
  }

  private func escape(_ text: String, quote: UInt8?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\u{A0}" where namesSpaces: result += "&nbsp;"
      case _ where quote.map { UnicodeScalar($0) } == scalar: result += scalar == "'" ? "&#39;" : "&quot;"
      case _ where scalar.value > last: result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
