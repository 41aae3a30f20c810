/// A seeded source of text from every script, with what is likely to break encoders mixed in.
struct HostileText {
  private var generator: XorShift

  init(seed: UInt64) { generator = XorShift(state: seed) }

  private static let nasty = [
    " ", "  ", "▁", "▁▁", "@@", "@@ ", "</w>", "</s>", "<unk>", "<ph0>", "<ph31>", "<0x41>", "<0x00>", "\0", "\n",
    "\r\n",
    "\t", "\u{A0}", "\u{2003}", "\u{3000}", "\u{2028}", "\u{85}", "\u{FEFF}", "\u{200B}", "\u{200D}", "\u{AD}",
    "\u{202E}",
    "\u{301}", " \u{301}", "\u{301}\u{323}", "é", "e\u{301}", "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "🇩", "1️⃣", "can't", "O’Neill", "3.14",
    "1,000",
    "http://a.b/c?d=e", "\u{FFFD}", "\u{FFFE}", "\u{10FFFF}", "\u{E000}", "한국어", "\u{1112}\u{1161}\u{11AB}", "ภาษาไทย",
    "漢字仮名", "カタカナ", "हिन्दी", "العربية", "עברית", "Straße", "The file", "Datei.", "lower", "newest", "▁The", "a@@b",
    "x</w>y",
  ]

  /// A string of up to about `length` parts.
  mutating func next(length: Int) -> String {
    (0..<Int(generator.next() % UInt64(length + 1))).reduce(into: "") { text, _ in text += part() }
  }

  private mutating func part() -> String {
    switch generator.next() % 6 {
    case 0, 1: return HostileText.nasty[Int(generator.next() % UInt64(HostileText.nasty.count))]
    case 2: return scalar(below: 0x110000)
    case 3: return scalar(below: 0x3000)
    case 4: return scalar(below: 0x80)
    default: return String(repeating: scalar(below: 0x250), count: Int(generator.next() % 5)) + " "
    }
  }

  private mutating func scalar(below limit: UInt64) -> String {
    Unicode.Scalar(UInt32(generator.next() % limit)).map { String(Character($0)) } ?? "\u{D7FF}"
  }
}

/// Marsaglia's xorshift64 with a multiplier, seeded so that failures repeat.
struct XorShift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

extension StringProtocol {
  /// Swift's == on strings is canonical equivalence; tests want the bytes.
  var bytes: [UInt8] { Array(utf8) }
}
