/// Text meant to break things, the same at every call.
enum HostileText {
  /// Lines without line ends. Those of ``invalid`` are not UTF-8.
  static func lines(count: Int) -> [[UInt8]] {
    var random = Numbers(state: 7)
    let fixed = (special + scripts).map { Array($0.utf8) } + invalid + long
    let made = (0..<max(0, count - fixed.count)).map { _ in Array(line(using: &random).utf8) }
    return Array((fixed + made).prefix(count))
  }

  /// ``lines(count:)`` with line feeds.
  static func text(lineCount: Int) -> [UInt8] {
    lines(count: lineCount).flatMap { line -> [UInt8] in line + [0x0A] }
  }

  /// Characters of every script and plane, with neighbours, as random lines.
  private static func line(using random: inout Numbers) -> String {
    var line = ""
    var block = random.next(0x20000)
    for _ in 0..<random.next(60) {
      switch random.next(12) {
      case 0: line += " "
      case 1: line += special[random.next(special.count)]
      case 2: block = random.next(0x20000)
      default:
        let scalar = Unicode.Scalar(UInt32(block + random.next(64))) ?? "\u{FFFD}"
        // Line feeds would make two lines of one, and so might carriage returns at the end.
        if scalar != "\n" && scalar != "\r" { line.unicodeScalars.append(scalar) }
      }
    }
    return line
  }

  static let special = [
    "", " ", "\t", "   \t \u{A0}\u{2003}\u{3000} ", "\0", "\0\0 a\0b", ".", "...", "?!?!", "\u{FEFF}", "\u{FFFD}",
    "a\rb", "one\u{2028}two\u{2029}three\u{85}four\u{B}five\u{C}six", "\u{200B}\u{200C}\u{200D}\u{2060}",
    "👩‍👩‍👧‍👦👨🏽‍🚀🏳️‍🌈🇩🇪🇬🇧🇫", "e\u{301}\u{301}\u{301}", "\u{301}", "\u{1F1E6}", "שלום עולם. مرحبا بالعالم.",
    "\u{202E}abc\u{202C}", "Hello.  Two   spaces. \"Quoted.\" (Bracketed.)  ", "Dr. Smith paid 1,000.50 to e.g. Bob.",
    "これは長い文です。次の文。", "\u{10FFFD}\u{E000}\u{110BD}", "||| a ||| b", "</s> <unk> @@ ▁", "\\n \\0 %s %n",
  ]

  static let scripts = [
    "Где файл? Он здесь.", "Πού είναι το αρχείο;", "ファイルはどこですか？", "文件在哪里？", "파일이 어디에 있습니까?",
    "फ़ाइल कहाँ है? यहाँ।", "ফাইলটি কোথায়?", "ไฟล์อยู่ที่ไหน", "ឯកសារនៅឯណា?", "ფაილი სად არის?", "Ֆայլը որտե՞ղ է։",
    "ፋይሉ የት ነው?", "ᎭᏢ ᎡᏙᎭ", "ᠮᠣᠩᠭᠣᠯ", "𓀀𓁐𓂀", "𝕳𝖊𝖑𝖑𝖔", "ꙮ", "ﷺ", "ǅ ß İ ı ſ ﬁ",
  ]

  /// Surrogates, overlong forms, cut sequences, bytes that never occur.
  static let invalid: [[UInt8]] = [
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF, 0x20, 0x41], [0xC0, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF, 0xFE],
    [0x41, 0x80, 0x42], [0xF5, 0x80, 0x80, 0x80],
  ]

  private static let long: [[UInt8]] = [
    Array(repeating: 0x61, count: 100_000), Array(repeating: 0x20, count: 100_000),
    Array(repeating: 0x2E, count: 100_000), Array(String(repeating: "界", count: 100_000).utf8),
    Array(String(repeating: "word ", count: 20_000).utf8), Array(String(repeating: "\u{301}", count: 100_000).utf8),
    Array(String(repeating: "🇩", count: 100_000).utf8), Array(String(repeating: "a\u{200D}", count: 50_000).utf8),
    Array(repeating: 0, count: 100_000), Array(repeating: 0x80, count: 2000),
  ]
}

/// Numbers that look random.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
  }

  mutating func next(_ bound: Int) -> Int { Int(next() >> 33) % max(bound, 1) }
}
