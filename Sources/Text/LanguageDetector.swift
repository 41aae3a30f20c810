import CCLD2

/// Tells which language a text is in. May be used by any thread.
public enum LanguageDetector {
  /// The code of the language that `text` is surely in, such as `en`; nil where it is not sure, or cannot be told because
  /// the library is not installed.
  public static func language(of text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        var isReliable = false
        guard let code = cld2_detect(characters.baseAddress, Int32(clamping: characters.count), &isReliable), isReliable
        else { return nil }
        return String(cString: code)
      }
    }
  }
}
