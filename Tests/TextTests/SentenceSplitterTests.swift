import Testing
import Text

@Suite struct SentenceSplitterTests {
  static let table: [(String, [String])] = [
    ("", []), ("   ", ["   "]), ("\n\t\u{3000}", ["\n\t\u{3000}"]), ("One.", ["One."]),
    ("One. Two.", ["One.", " ", "Two."]), ("  One!  Two? ", ["  ", "One!", "  ", "Two?", " "]),
    ("Dr. Smith came. He sat.", ["Dr. Smith came.", " ", "He sat."]),
    ("Some of it, e.g. this, stays. And i.e. That too.", ["Some of it, e.g. this, stays.", " ", "And i.e. That too."]),
    ("Mr. Brown and Mrs. Green vs. Prof. White.", ["Mr. Brown and Mrs. Green vs. Prof. White."]),
    ("See No. 5 and Fig. 2. No. Never.", ["See No. 5 and Fig. 2.", " ", "No.", " ", "Never."]),
    ("A Dr.\nSmith", ["A Dr.", "\n", "Smith"]), ("Dr. ", ["Dr.", " "]), ("XDr. Smith", ["XDr.", " ", "Smith"]),
    ("He said “Go.” Then he went.", ["He said “Go.”", " ", "Then he went."]),
    ("It costs 3.14 euros. Fine.", ["It costs 3.14 euros.", " ", "Fine."]),
    ("一つ目です。二つ目です。", ["一つ目です。", "二つ目です。"]), ("यह एक है। यह दो है।", ["यह एक है।", " ", "यह दो है।"]),
    ("Line one\nline two", ["Line one", "\n", "line two"]), ("a\0. B\0.", ["a\0.", " ", "B\0."]),
  ]

  @Test(arguments: table) func splits(text: String, expected: [String]) throws {
    let pieces = try SentenceSplitter().pieces(of: text)
    #expect(pieces.map { Array($0.string.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test func knowsGermanAbbreviations() throws {
    let text = "Das kostet ca. Zwei Euro. Gut."
    #expect(try SentenceSplitter(locale: "de").pieces(of: text).count == 3)
    #expect(try SentenceSplitter(locale: "en").pieces(of: text).count > 3)
    #expect(try SentenceSplitter(locale: "de").pieces(of: "Herr Dr. Meier, Abs. 3, z.B. Hier.").count == 1)
  }

  @Test(arguments: [
    String(repeating: "No. 1 ", count: 20_000), String(repeating: ". ", count: 50_000),
    String(repeating: "Dr. ", count: 25_000), String(repeating: "a", count: 100_000),
    String(repeating: "1. ", count: 30_000), String(repeating: "e.g. x! ", count: 12_000),
    String(repeating: "\r\n\u{2029} ", count: 20_000), String(repeating: "\u{301}.", count: 30_000), "\0\0 \0",
    "\u{FFFD}\u{200B}\u{FEFF} ", String(repeating: "(\".", count: 30_000),
  ])
  func piecesOfAnythingJoinToTheText(text: String) throws {
    let splitter = try SentenceSplitter()
    let pieces = splitter.pieces(of: text)
    #expect(pieces.map(\.string).joined().utf8.elementsEqual(text.utf8))
    for (piece, next) in zip(pieces, pieces.dropFirst()) {
      if case .space = piece, case .space = next { Issue.record("two spaces in a row") }
    }
    for case .text(let sentence) in pieces {
      #expect(sentence.unicodeScalars.first?.isSpace == false && sentence.unicodeScalars.last?.isSpace == false)
    }
  }
}
