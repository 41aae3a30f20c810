import Testing
import Text

@Suite struct WordBreakerTests {
  /// Segments after the examples and rules of UAX #29.
  static let table: [(String, [String])] = [
    ("", []),
    (
      "The quick (“brown”) fox can’t jump 32.3 feet, right?",
      [
        "The", " ", "quick", " ", "(", "“", "brown", "”", ")", " ", "fox", " ", "can’t", " ", "jump", " ", "32.3", " ",
        "feet", ",", " ", "right", "?",
      ]
    ),
    ("a  b", ["a", "  ", "b"]), ("a\r\nb", ["a", "\r\n", "b"]), ("e\u{301}a", ["e\u{301}a"]),
    ("🇩🇪🇬🇧🇫", ["🇩🇪", "🇬🇧", "🇫"]), ("👩‍👩‍👧x", ["👩‍👩‍👧", "x"]), ("a_b", ["a_b"]), ("1,000.5", ["1,000.5"]),
    ("\0\0", ["\0", "\0"]), ("カタカナ", ["カタカナ"]),
  ]

  @Test(arguments: table) func segmentsFollowTheStandard(text: String, expected: [String]) throws {
    #expect(try WordBreaker().segments(of: text).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test(arguments: [
    String(repeating: "x", count: 100_000), String(repeating: " ", count: 100_000),
    String(repeating: "e\u{301}\u{200D}", count: 30_000), String(repeating: "ภาษาไทย", count: 10_000),
    String(repeating: "漢字かな", count: 20_000), String(repeating: "🇩", count: 50_000), "\0", "\u{FFFE}\u{10FFFF}",
  ])
  func segmentsOfAnythingJoinToTheText(text: String) throws {
    let breaker = try WordBreaker()
    for _ in 0..<2 { #expect(breaker.segments(of: text).joined().utf8.elementsEqual(text.utf8)) }
  }

  @Test func namesTheICUThatIsLoaded() {
    #expect(icuVersion().split(separator: ".").first.flatMap { Int($0) } ?? 0 >= 70)
  }
}
