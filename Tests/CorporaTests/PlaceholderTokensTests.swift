import Corpora
import Subwords
import Testing

@Suite struct PlaceholderTokensTests {
  @Test(
    arguments: [
      ("", []), ("plain", [.text("plain")]), ("<ph0>", [.placeholder(0)]),
      ("a <ph31>, <ph4>!", [.text("a "), .placeholder(31), .text(", "), .placeholder(4), .text("!")]),
      ("<ph32> <ph> <ph001> <phx <ph", [.text("<ph32> <ph> <ph001> <phx <ph")]),
      ("<<ph1>>", [.text("<"), .placeholder(1), .text(">")]),
    ] as [(String, [SubwordPart])])
  func parts(text: String, expected: [SubwordPart]) {
    #expect(PlaceholderTokens.parts(of: text) == expected)
  }
}
