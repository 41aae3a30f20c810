import Synchronization
import Testing
import Translation

/// A model with pieces for ASCII and a few other characters. Its translations are in capitals, but for its marks.
private final class SpellingDouble: SegmentTranslator {
  let identity = "speller"
  let sourceLocale = "en"
  let targetLocale = "de"
  let maximumSegmentLength = 400
  let seen = Mutex<[String]>([])

  func length(of segment: String) -> Int { segment.split(separator: " ").count }

  func spells(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.isASCII || "äöü’“”é".unicodeScalars.contains($0) }
  }

  func translate(_ segments: [String], options: TranslationOptions) throws -> [SegmentTranslation] {
    seen.withLock { $0 += segments }
    return segments.map { SegmentTranslation(hypotheses: [TranslationHypothesis(text: $0.uppercased(), score: -0.1)]) }
  }
}

@Suite("What a model cannot spell")
struct ForeignTextTests {
  @Test(
    "It comes out as it went in, with the word it belongs to; the rest is translated",
    arguments: [
      ("it costs £5 now", "IT COSTS £5 NOW"), ("we love 😀 here", "WE LOVE 😀 HERE"), ("a 4.7kΩ part", "A 4,7kΩ PART"),
      ("it was £1,299.99 once", "IT WAS £1.299,99 ONCE"), ("the word 東京 means it", "THE WORD 東京 MEANS IT"),
      ("say Привет, мир to him", "SAY Привет, мир TO HIM"), ("in Łódź they", "IN Łódź THEY"),
      ("the cafe\u{301} here", "THE cafe\u{301} HERE"), ("Acme™ is here", "Acme™ IS HERE"),
      ("√2 is big", "√2 IS BIG"), ("press ↑ to go", "PRESS ↑ TO GO"), ("a 👩‍💻 works", "A 👩‍💻 WORKS"),
      ("the caf\u{FFFD} is open", "THE caf\u{FFFD} IS OPEN"), ("open the\0 file", "OPEN THE\0 FILE"),
      ("open the \u{1B}[1mfile\u{1B}[0m now", "OPEN THE \u{1B}[1mFILE\u{1B}[0m NOW"),
      ("\u{7}bell rang", "\u{7}BELL RANG"),
      ("see https://x.org/Łódź now", "SEE https://x.org/Łódź NOW"), ("\u{200F}open the file", "\u{200F}OPEN THE FILE"),
      ("quick start 🚀", "QUICK START 🚀"), ("Привет, как дела?", "Привет, как дела?"), ("été naïve", "ÉTÉ naïve"),
    ])
  func kept(source: String, expected: String) throws {
    #expect(try filter(source + "\n", through: SpellingDouble()) == expected + "\n")
  }

  @Test("Pictures and controls at the ends do not go through the model")
  func ornaments() throws {
    let translator = SpellingDouble()
    _ = try filter("🚀 quick start ✓\n\u{1B}[1mopen it\u{1B}[0m\n", through: translator)
    #expect(translator.seen.withLock { $0.sorted() } == ["open it", "quick start"])
  }

  @Test(
    "Codes that no language has are spans, words with a number are not",
    arguments: [
      ("id 4462ebfc-5f91-4ef0-9cfb-ac6e7687a66e ok", ["4462ebfc-5f91-4ef0-9cfb-ac6e7687a66e"]),
      ("at 2001:db8::ff00:42:8329 and 3D:F2:C9:A6:B3:4F", ["2001:db8::ff00:42:8329", "3D:F2:C9:A6:B3:4F"]),
      ("hash d41d8cd98f00b204e9800998ecf8427e.", ["d41d8cd98f00b204e9800998ecf8427e"]), ("0xDEADBEEF", ["0xDEADBEEF"]),
      ("key AB12-CD34-EF56 in", ["AB12-CD34-EF56"]), ("aGVsbG8gd29ybGQhIQ== is", ["aGVsbG8gd29ybGQhIQ"]),
      ("say aaaaaaaa and -----", ["aaaaaaaa", "-----"]), ("COVID-19, ISO-8859-1, UTF-8 and x86-64", []),
      ("MP3, 3D, 2nd, 1990s, 10-year-old, 2024-01-31, 10:30:00", []), ("JavaScript and LibreOffice... no", []),
    ] as [(String, [String])])
  func opaque(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    let found = SpanFinder().ranges(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(zip(found, expected).allSatisfy { $0.hasPrefix($1) } && found.count == expected.count, "\(found)")
  }

  @Test("No text loses a character that the model cannot spell")
  func hostile() throws {
    for line in HostileText.lines(count: 1500) {
      let text = String(decoding: line, as: UTF8.self)
      guard !text.contains(where: \.isNewline) else { continue }
      let output = try filter(text + "\n", through: SpellingDouble())
      #expect(foreign(output) == foreign(text), "\(text.debugDescription) -> \(output.debugDescription)")
    }
  }

  /// Symbols and letters beyond what the double spells, which no change of case touches.
  private func foreign(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      !SpellingDouble().spells(String(scalar)) && scalar.properties.uppercaseMapping == String(scalar)
        && scalar.properties.lowercaseMapping == String(scalar) && !scalar.properties.isWhitespace
        && ![0xAD, 0x200B, 0x2060, 0xFEFF].contains(scalar.value)
    }.sorted()
  }
}

@Suite("Cells, spaces and entities")
struct CellTests {
  private static let capitals = MarkDouble { text, _ in text.uppercased() }

  @Test(
    "Cells are translated by themselves", arguments: ["\t", "\u{B}", "\u{C}", "\u{1C}", "\u{1F}", "\u{2028}", "\t\t"])
  func cells(separator: String) throws {
    let translator = SpellingDouble()
    let line = ["save it", "cancel", "12", "open file"].joined(separator: separator)
    #expect(try filter(line + "\n", through: translator) == line.uppercased() + "\n")
    #expect(translator.seen.withLock { $0.sorted() } == ["cancel", "open file", "save it"])
  }

  @Test(
    "No-break spaces come back where there is a space in the same place",
    arguments: [
      ("it has 5\u{A0}MB of it", "IT HAS 5\u{A0}MB OF IT"), ("page\u{A0}7 of it", "PAGE\u{A0}7 OF IT"),
      ("open\u{A0}the\u{A0}file", "OPEN\u{A0}THE\u{A0}FILE"),
      ("all 1,000\u{202F}tons of it", "ALL 1.000\u{202F}TONS OF IT"),
      ("notifi\u{AD}cations are open", "NOTIFICATIONS ARE OPEN"), ("open the \u{200B}file", "OPEN THE FILE"),
      ("it&apos;s so", "IT&apos;S SO"), ("&quot;ready&quot; &amp; so", "&quot;READY&quot; &amp; SO"),
    ])
  func spaces(source: String, expected: String) throws {
    let translator = SpellingDouble()
    #expect(try filter(source + "\n", through: translator) == expected + "\n")
    #expect(
      translator.seen.withLock { $0.allSatisfy { $0.unicodeScalars.allSatisfy { $0.isASCII || SpanMark($0) != nil } } })
  }

  @Test("Speech goes on in the sentence around it, and a stop in brackets stays")
  func speech() throws {
    let translator = SpellingDouble()
    _ = try filter("\"Stop!\" he cried.\n", through: translator)
    #expect(translator.seen.withLock { $0 } == ["\"Stop!\" he cried."])
    let careless = MarkDouble { text, _ in text.replacing(".)", with: ")") }
    #expect(try filter("(Really.) Yes.\n", through: careless) == "(Really.) Yes.\n")
  }
}
