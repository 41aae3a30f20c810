@_exported import struct Text.LanguagePair

/// A sentence, message or paragraph and its translation.
public struct TextPair: Equatable, Sendable {
  public var source: String
  public var target: String

  public init(_ source: String, _ target: String) {
    self.source = source
    self.target = target
  }
}

extension LanguagePair {
  /// The two languages of a corpus, as ISO 639 codes.
  ///
  /// - Throws: ``CorpusError/unsupportedLanguage(_:)`` unless both are two or three small letters.
  public init(corpus source: String, _ target: String) throws(CorpusError) {
    for code in [source, target]
    where !(2...3).contains(code.utf8.count) || !code.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
      throw .unsupportedLanguage(code)
    }
    self.init(source: source, target: target)
  }
}
