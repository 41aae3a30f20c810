import CUnicode

/// The letters that a language is written with, by CLDR's exemplar characters. May be shared between threads.
public final class LanguageAlphabet: @unchecked Sendable {
  // Unchecked, but safe: the set is frozen.
  private let alphabet: OpaquePointer

  /// - Parameter locale: an ICU locale, such as `en`. Nil where ICU knows no letters of it.
  public init?(locale: String) {
    var status: Int32 = 0
    guard !locale.isEmpty, let alphabet = cu_alphabet_open(locale, &status), status <= 0 else { return nil }
    self.alphabet = alphabet
  }

  deinit { cu_alphabet_close(alphabet) }

  /// Whether the language is written with `letter`, small or large.
  public func contains(_ letter: Unicode.Scalar) -> Bool { cu_alphabet_contains(alphabet, letter.value) }
}
