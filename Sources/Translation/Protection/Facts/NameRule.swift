import Synchronization
import Text

/// Tells which words are names that no language translates: those with a digit or a capital inside, such as `MP3`, `x86`,
/// `iPhone` and `LibreOffice`, and capitalised ones with a letter that the source's language does not have, such as
/// `Kraków` in English.
///
/// May be shared between threads.
struct NameRule: Sendable {
  private let alphabet: LazyAlphabet

  /// - Parameter source: an ICU locale.
  init(source: String) {
    alphabet = LazyAlphabet(source)
  }

  /// The word that begins at `start`, where it is a name.
  func range(_ scalars: [Unicode.Scalar], at start: Int) -> Range<Int>? {
    guard scalars[start].isAlphanumeric, start == 0 || !scalars[start - 1].isAlphanumeric else { return nil }
    let isCapitalised = scalars[start].properties.isUppercase
    var (end, isName) = (start + 1, isCapitalised && isForeign(scalars[start]))
    while end < scalars.count, scalars[end].isAlphanumeric {
      let (front, back) = (scalars[end - 1], scalars[end])
      if !isName {
        let isMixed =
          back.decimalDigit != nil
          ? front.properties.isAlphabetic : front.properties.isLowercase && back.properties.isUppercase
        isName = isMixed || isCapitalised && isForeign(back)
      }
      end += 1
    }
    // The rest of a version, as in v1.5.
    while isName, end + 1 < scalars.count, scalars[end] == ".", scalars[end + 1].decimalDigit != nil {
      end += 2
      while end < scalars.count, scalars[end].isAlphanumeric { end += 1 }
    }
    return isName ? start..<end : nil
  }

  private func isForeign(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x80 && scalar.properties.isAlphabetic && alphabet.lacks(scalar)
  }
}

/// An alphabet that is loaded when the first letter beyond ASCII is asked for.
private final class LazyAlphabet: Sendable {
  private let locale: String
  private let alphabet = Mutex<LanguageAlphabet??>(nil)

  init(_ locale: String) {
    self.locale = locale
  }

  /// Whether the language is known, and has not this letter.
  func lacks(_ letter: Unicode.Scalar) -> Bool {
    let known = alphabet.withLock { alphabet in
      let known = alphabet ?? LanguageAlphabet(locale: locale)
      alphabet = .some(known)
      return known
    }
    return known.map { !$0.contains(letter) } ?? false
  }
}
