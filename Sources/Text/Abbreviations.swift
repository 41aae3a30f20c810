/// Abbreviations behind which a sentence goes on and that CLDR's lists (as of ICU 72) lack, by language.
struct Abbreviations {
  private let always: Set<[UInt8]>
  private let beforeNumbers: Set<[UInt8]>

  private static let titles = "Dr. St. Messrs. Gen. Sen. Gov. Hon. Prof. Mr. Mrs. Ms."
  private static let lists: [String: (always: String, beforeNumbers: String)] = [
    "en": ("i.e. e.g. cf. approx. esp. viz.", "No. Nos. Fig. Figs. Vol. Sec. p. no. fig. vol. sec."),
    "de": ("bzw. ca. d.h. z.B. u.a. ggf. inkl. vgl. Hl.", "Nr. Abb. Bd. Kap. S. Art. Abs. Tab."),
  ]

  /// - Parameter locale: an ICU locale; its first letters are the language.
  init(locale: String) {
    let language = String(locale.prefix { $0 != "_" && $0 != "-" && $0 != "@" })
    let list = Abbreviations.lists[language] ?? ("", "")
    always = Abbreviations.words(Abbreviations.titles + " " + list.always)
    beforeNumbers = Abbreviations.words(list.beforeNumbers)
  }

  private static func words(_ list: String) -> Set<[UInt8]> {
    Set(list.utf8.split(separator: 0x20).map { Array($0) })
  }

  /// Whether the sentence that ends at `boundary` goes on behind it: an abbreviation, spaces on the same line, and
  /// for some a number.
  func continueSentence(across boundary: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = boundary
    while end > 0, text[end - 1] == 0x20 { end -= 1 }
    guard end > 0, end < boundary, boundary < text.count, text[end - 1] == 0x2E else { return false }
    var start = end
    // No abbreviation in the lists is as long as this.
    while start > 0, end - start < 16, isPart(text[start - 1]) { start -= 1 }
    let word = Array(text[start..<end])
    return always.contains(word) || (beforeNumbers.contains(word) && (0x30...0x39).contains(text[boundary]))
  }

  private func isPart(_ byte: UInt8) -> Bool {
    byte == 0x2E || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
  }
}
