import CCLD2

/// Tells which language a text is in. May be used by any thread.
public enum LanguageDetector {
  /// A language that a text may be in.
  public struct Guess: Sendable, Equatable {
    /// Such as `en`.
    public var code: String
    /// How much of the text is in it, from 0 to 1.
    public var share: Double
  }

  /// Up to three languages that `text` may be in, the likeliest first, and whether the first is sure; none where nothing
  /// can be told or the library is not installed.
  public static func languages(of text: String) -> (guesses: [Guess], isSure: Bool) {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        var codes: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) = (nil, nil, nil)
        var percents: (Int32, Int32, Int32) = (0, 0, 0)
        var isSure = false
        let count = withUnsafeMutableBytes(of: &codes) { codes in
          withUnsafeMutableBytes(of: &percents) { percents in
            cld2_rank(
              characters.baseAddress, Int32(clamping: characters.count),
              codes.assumingMemoryBound(to: UnsafePointer<CChar>?.self).baseAddress,
              percents.assumingMemoryBound(to: Int32.self).baseAddress, &isSure)
          }
        }
        let found = [(codes.0, percents.0), (codes.1, percents.1), (codes.2, percents.2)].prefix(Int(count))
        let guesses = found.compactMap { code, percent in
          code.map { Guess(code: String(cString: $0), share: Double(percent) / 100) }
        }
        return (guesses.filter { $0.code != "un" }, isSure)
      }
    }
  }

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

  /// Whether two codes mean the same language: `zh-Hant` is `zh`; and `no` stands for its two ways to write.
  public static func isSame(_ one: String, _ other: String) -> Bool {
    func base(_ code: String) -> String {
      let base = code.split(whereSeparator: { "-_@".contains($0) }).first.map { $0.lowercased() } ?? ""
      return ["nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil", "hr": "sh", "sr": "sh", "bs": "sh"][base]
        ?? base
    }
    return base(one) == base(other)
  }
}
