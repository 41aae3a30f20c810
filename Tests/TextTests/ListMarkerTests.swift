import Testing
import Text

@Suite("List markers")
struct ListMarkerTests {
  @Test(arguments: [
    "- ", "* ", "• ", "  - ", "\t1. ", "12) ", "a) ", "(b) ", "(3) ", "[x] ", "## ", "> ", "– ", "[X]\u{A0}",
  ]) func markers(prefix: String) {
    #expect(ListMarker.prefix(of: prefix + "Open the file") == prefix[...])
  }

  @Test(arguments: [
    "", " ", "-", "- ", "Open the file", "-v makes it talk", "3.5 metres", "a. b", "I) ", "e.g. this", "1.2. x",
    "-*- mode",
    "ab) no", "() x", "[y] x", "100", "(see) below", ". x", ") x",
  ]) func others(line: String) {
    #expect(ListMarker.prefix(of: line) == nil)
  }
}
