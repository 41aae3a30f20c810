import Basics
import Corpora
import Testing
import Text

@Suite struct PlaceholdersTests {
  @Test(arguments: [
    ("%s", ["%s"]), ("%1$d", ["%d"]), ("%-10.3lf|", ["%-10.3lf"]), ("%(name)s!", ["%(name)s"]), ("%%", ["%%"]),
    ("%1 and %L2", ["%1", "%L2"]), ("%n", ["%n"]), ("50% der Dateien", []), ("100%", []), ("100 % sicher", []),
    ("{name} {0} {}", ["{name}", "{0}", "{}"]), ("{not this}", []), ("${x}", ["${x}"]), ("$x", []),
    ("<b>x</B>", ["<b>", "</b>"]), ("<a href=\"x\">", ["<a>"]), ("<br/>", ["<br>"]), ("<file>", []), ("a < b", []),
    ("&amp; & &nbsp;", ["&amp;", "&nbsp;"]), ("%", []), ("%1$", []), ("{", []), ("${", []), ("<", []), ("<b", []),
    ("%(", []), ("%(x", []), ("&", []),
  ])
  func keys(text: String, expected: [String]) {
    #expect(Placeholders.matches(in: text).map(\.key) == expected)
  }

  @Test func rangesAreInsideAndRise() {
    var random = SplitMix64(seed: 3)
    let alphabet = Array("%$(){}<>&;1sdLn/ab .ä*#")
    for _ in 0..<3000 {
      let text = String((0..<random.below(20)).map { _ in alphabet[random.below(alphabet.count)] })
      var end = 0
      for match in Placeholders.matches(in: text) {
        #expect(match.range.lowerBound >= end && match.range.upperBound <= text.utf8.count && !match.range.isEmpty)
        end = match.range.upperBound
      }
    }
  }
}
