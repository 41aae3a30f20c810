import CUnicode

/// What a language is called in another: `German`, or `Deutsch` in German.
///
/// - Parameters:
///   - code: an ISO 639 code or a BCP 47 tag, such as `de` or `pt-BR`; returned as it is where it has no name.
///   - locale: the language of the name.
public func languageName(of code: String, in locale: String) -> String {
  var buffer = [CChar](repeating: 0, count: 512)
  var status: Int32 = 0
  let length = cu_language_name(code, locale, &buffer, Int32(buffer.count), &status)
  guard status <= 0, length > 0 else { return code }
  return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
