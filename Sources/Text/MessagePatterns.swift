import CUnicode

/// What ICU knows about messages and the numbers in them.
public enum MessagePatterns {
  /// Whether ICU's MessageFormat reads the text as a pattern.
  public static func isPattern(_ text: String, locale: String = "en") -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count < Int32.max / 2 else { return false }
      return bytes.withMemoryRebound(to: CChar.self) { cu_is_message($0.baseAddress, Int32($0.count), locale) }
    }
  }

  /// The plural categories of a language by CLDR, in the order in which people list them: `one`, `few`, `other`.
  public static func pluralCategories(locale: String, isOrdinal: Bool = false) -> [String] {
    var buffer = [CChar](repeating: 0, count: 128)
    let length = cu_plural_categories(locale, isOrdinal, &buffer, Int32(buffer.count))
    let text = String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let found = Set(text.split(separator: " ").map(String.init))
    return ["zero", "one", "two", "few", "many", "other"].filter { found.contains($0) || $0 == "other" }
  }
}
