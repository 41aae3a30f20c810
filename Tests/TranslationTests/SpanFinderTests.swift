import Testing
import Translation

@Suite("Protected spans: finding")
struct SpanFinderTests {
  private func spans(_ text: String, _ patterns: [String] = []) throws -> [String] {
    let bytes = Array(text.utf8)
    return SpanFinder(try ProtectedPatterns(patterns)).ranges(in: text).map {
      String(decoding: bytes[$0], as: UTF8.self)
    }
  }

  @Test(
    "What is a span and what is not",
    arguments: [
      ("Open %s at %1$d, %(name)s or %-5.2f.", ["%s", "%1$d", "%(name)s", "%-5.2f"]),
      ("%1 of %2, %L3", ["%1", "%2", "%L3"]), ("%d%% done, 100% sure, 50 % off", ["%d", "%%"]),
      ("%<PRIu64> and %0*<PRId32> at %H:%M", ["%<PRIu64>", "%0*<PRId32>", "%H", "%M"]),
      ("{name} {{a.b}} {0:>8.2f} {% if x %} {}", ["{name}", "{{a.b}}", "{0:>8.2f}", "{% if x %}", "{}"]),
      ("{n, plural, one {# file} other {# files}} left", ["{n, plural, one {# file} other {# files}}"]),
      ("a {set of things} here", []),
      ("${x} $HOME $(CC) #{y} %{z} $5 US$", ["${x}", "$HOME", "$(CC)", "#{y}", "%{z}"]),
      ("<b>x</b> <a href=\"y\">z</a> <br/>", ["<b>", "</b>", "<a href=\"y\">", "</a>", "<br/>"]),
      ("cp <file> <dir>", []), ("<key>x</key> <!-- c --> 1 < 2", ["<key>", "</key>", "<!-- c -->"]),
      ("Tom &amp; Jerry & Co. &#8212;", ["&amp;", "&#8212;"]),
      (#"One\nTwo \"x\" \u00e4"#, [#"\n"#, #"\""#, #"\""#, #"\u00e4"#]),
      ("Run `make all` or ``a`b``.", ["`make all`", "``a`b``"]), ("Use `this' and `that' now", []),
      ("See https://a.org/b_(c)?d=1&e=%20. Or (www.x.de), ok", ["https://a.org/b_(c)?d=1&e=%20", "www.x.de"]),
      ("Mail bob.smith+x@mail.example.org!", ["bob.smith+x@mail.example.org"]), ("a@b", []),
      ("mailto:x@y.z", ["mailto:x@y.z"]),
      ("Edit /etc/fstab, ~/.bashrc and ../x.", ["/etc/fstab", "~/.bashrc", "../x"]), ("and/or he/she 1/2 km/h", []),
      ("In C:\\Users\\x it", ["C:\\Users\\x"]), ("Read src/main.c and README.md.", ["src/main.c", "README.md"]),
      ("Use --long-option=x and -x -- or", ["--long-option=x"]),
      ("Set PATH_MAX or call file_name()", ["PATH_MAX", "file_name()"]),
      ("_File E_xit &Save", []), ("e.g. this. And so on...", []), ("für/gegen", []), ("»%s« “%d”", ["%s", "%d"]),
      ("\u{10FF00}x\u{10FFFD}", ["\u{10FF00}", "\u{10FFFD}"]), ("\u{E000}", []),
    ] as [(String, [String])])
  func finds(text: String, expected: [String]) throws {
    #expect(try spans(text) == expected)
  }

  @Test("Patterns of the user come first, and overlaps go to the one that begins first")
  func patterns() throws {
    #expect(try spans("Acme Rocket(TM) 3000 %s", [#"Acme \w+\(TM\)"#, "[0-9]+"]) == ["Acme Rocket(TM)", "3000", "%s"])
    #expect(try spans("a-%s-b", ["-%"]) == ["-%"])
    #expect(try spans("größer", ["ö.", "x*"]) == ["öß"])
  }

  @Test("A pattern that is none is an error with its reason")
  func invalid() {
    #expect { try ProtectedPatterns(["a", "(b"]) } throws: { error in
      "\(error)".hasPrefix("'(b' is not a regular expression: ")
    }
  }

  @Test("Ranges rise, do not overlap and fall between characters, in any text")
  func hostile() {
    for line in HostileText.lines(count: 3000) {
      let text = String(decoding: line, as: UTF8.self)
      let bytes = Array(text.utf8)
      var end = 0
      for range in SpanFinder().ranges(in: text) {
        #expect(range.lowerBound >= end && !range.isEmpty && range.upperBound <= bytes.count)
        #expect(range.upperBound == bytes.count || bytes[range.upperBound] & 0xC0 != 0x80)
        end = range.upperBound
      }
    }
  }
}
