import Documents
import Testing

/// What is a segment, and what a translation looks like in its file, as the formats' descriptions say.
@Suite struct FormatTests {
  @Test func textIsJoinedAndFilledAgain() throws {
    let lines = try DocumentFormat.text.lines(Samples.text)
    #expect(lines.count == 9 && lines[0] == "THE HEADING")
    #expect(lines[1].hasPrefix("A paragraph whose lines are wrapped by hand somewhere near the right margin, so"))
    #expect(lines[2].hasSuffix("in a second line, which hangs below its first word."))
    #expect(Array(lines[5...]) == ["-v, --verbose", "say what is done", "-q, --quiet", "say nothing"])
    let written = try DocumentFormat.text.translate(Samples.text) { _ in
      [.text(Array(repeating: "Wort", count: 40).joined(separator: " "))]
    }
    let width = Samples.text.split(separator: "\n").map(\.count).max() ?? 0
    let filled = written.split(separator: "\n").filter { $0.hasPrefix("    Wort") || $0.hasPrefix("> Wort") }
    #expect(filled.count >= 4 && filled.allSatisfy { $0.count <= width })
  }

  @Test func textByLine() throws {
    var options = DocumentFormat.options
    options.lineMode = .lines
    #expect(
      try DocumentFormat.text.lines("  One two\nthree\n\n---\n1. Four\n", options) == ["One two", "three", "Four"])
  }

  @Test(arguments: [
    ("*a* b", "⟦*⟧a⟦*⟧ b"), ("**all**", "all"), ("see `x y` now", "see ⟦`x y`⟧ now"),
    ("[t](u \"v\") e", "⟦[⟧t⟦](u \"v\")⟧ e|v"), ("![alt](u) text", "alt|text"), ("a\n> b", "a|b"),
    ("&lt;b&gt; &auml;", "<b> ä"), ("a\\*b", "a*b"), ("x <b>y</b> z", "x ⟦<b>⟧y⟦</b>⟧ z"),
    ("<code>x y</code> z", "⟦<code>x y</code>⟧ z"), ("# T #", "T"), ("a <!-- n --> b", "a ⟦<!-- n -->⟧ b"),
    ("[a][b] c\n\n[b]: u", "⟦[⟧a⟦][b]⟧ c"), ("https://x.org is", "⟦https://x.org⟧ is"), ("    code", ""),
    ("- a\n  b", "a b"),
  ])
  func markdownSegments(text: String, expected: String) throws {
    #expect(try DocumentFormat.markdown.lines(text).joined(separator: "|") == expected)
  }

  /// Characters that Markdown would read as markup are escaped; the same text is read again.
  @Test(arguments: [
    "1. Eins", "- Strich", "# Raute", "> mehr", "a *b* c", "_x_ y", "[x](y)", "`code`", "<b>", "&amp;", "a | b",
    "\\* x", "=== x",
    "![a](b)", "~~x~~", "2 * 3 * 4", "snake_case_name", "*", "+ plus", "1) x", "```", "---", "x [^1] y",
    "[ ] x",
  ])
  func markdownEscapes(text: String) throws {
    for source in ["word", "| word |\n|---|\n| y |", "# word", "- word", "*x* word", "> word\n> word"] {
      let written = try DocumentFormat.markdown.translate(source) { parts in
        parts.map { if case .text = $0 { .text("\(text) w") } else { $0 } }
      }
      let found = try DocumentFormat.markdown.parse(written).segments[0].parts.plain.split(separator: " ")
      let expected = source.hasPrefix("*x*") ? [] : "\(text) w".split(separator: " ")
      if !expected.isEmpty { #expect(found == expected, "\(source): \(written)") }
    }
  }

  @Test func markdownEmphasisNeedsItsSpaces() throws {
    let written = try DocumentFormat.markdown.translate("A **file** here") { _ in
      [.text("Eine"), .span("**"), .text(" Datei: "), .span("**"), .text("hier")]
    }
    #expect(written == "Eine **Datei:** hier")
  }

  @Test func htmlSegments() throws {
    #expect(
      try DocumentFormat.html.lines(Samples.html) == [
        "A page & more", "What it is about",
        "Text with ⟦<b>⟧bold⟦</b>⟧, ⟦<a href=\"x.html\" title=\"Hover me\">⟧a link⟦</a>⟧, ⟦<code>code here</code>⟧ and an "
          + "⟦<img src=a.png alt='A \"picture\"'>⟧ inside.",
        "Hover me", "A \"picture\"", "Another one⟦<br>⟧with a break.", "And a third.", "One",
        "Two © three &unknown; 1 < 2", "Send", "Your name", "All bold text",
      ])
    #expect(
      try DocumentFormat.html.translate("<p title='x'>y z</p><input type=submit value=Go>") { _ in
        [.text("it's \"so\" & <so>")]
      } == "<p title='it&#39;s \"so\" &amp; &lt;so&gt;'>it's \"so\" &amp; &lt;so&gt;</p>"
        + "<input type=submit value=\"it's &quot;so&quot; &amp; &lt;so&gt;\">")
  }

  @Test func sentencesRunOverCues() throws {
    #expect(
      try DocumentFormat.srt.lines(Samples.srt) == [
        "I never thought that the old house would still be standing here.", "⟦<i>⟧Hello⟦</i>⟧ there!", "Hi.",
        "It was a dark night.",
      ])
    let written = try DocumentFormat.srt.translate(Samples.srt) { parts in
      parts.plain.hasPrefix("I never")
        ? [.text("Nie hätte ich gedacht, dass das alte Haus noch hier stehen würde.")] : parts
    }
    let texts = written.split(separator: "\n\n").map { $0.split(separator: "\n").dropFirst(2).joined(separator: " ") }
    #expect(texts[0] + " " + texts[1] == "Nie hätte ich gedacht, dass das alte Haus noch hier stehen würde.")
    #expect(texts[0].count > texts[1].count && !texts[1].isEmpty)
    #expect(written.split(separator: "\n").filter { $0.contains("-->") }.count == 4)
    #expect(try DocumentFormat.vtt.lines(Samples.vtt) == ["Fish & chips, ⟦<b>⟧please⟦</b>⟧.", "Thank you!"])
  }

  @Test func catalogues() throws {
    var options = DocumentFormat.options
    options.includedKeys = ["menu.*", "list.1.**"]
    options.excludedKeys = ["**.deep"]
    #expect(try DocumentFormat.json.lines(Samples.json, options) == ["Open \"it\"", "Two", "three"])
    #expect(
      try DocumentFormat.json.translate(#"{"a": "x \u00fc"}"#) { _ in [.text("ß \"/\" 😀")] }
        == #"{"a": "\u00df \"/\" \ud83d\ude00"}"#)
    #expect(
      try DocumentFormat.yaml.translate("a: one\nb: 'two'\nc: [v, w]\n") { _ in [.text("it's: so, [or] #1")] }
        == "a: \"it's: so, [or] #1\"\nb: 'it''s: so, [or] #1'\nc: [\"it's: so, [or] #1\", \"it's: so, [or] #1\"]\n")
    #expect(try DocumentFormat.yaml.translate("a: one\n") { _ in [.text("true")] } == "a: \"true\"\n")
  }

  @Test func tables() throws {
    var options = DocumentFormat.options
    options.columns = ["text"]
    #expect(
      try DocumentFormat.csv.translate("id;text\n1;ab\n", options) { _ in [.text("x;\"y\"")] }
        == "id;text\n1;\"x;\"\"y\"\"\"\n")
    options.columns = ["nothing"]
    #expect(throws: DocumentError.unknownColumn(file: "x.csv", column: "nothing", known: ["1 (id)", "2 (text)"])) {
      try DocumentFormat.csv.parse("id,text\n", options)
    }
    options.columns = []
    #expect(throws: DocumentError.self) { try DocumentFormat.csv.parse("id,number\n", options) }
    #expect(try DocumentFormat.csv.lines("id,en,de\n1,One,x\n", options) == ["One"])
    #expect(try DocumentFormat.csv.lines("id,b\n1,A whole sentence.\n", options) == ["A whole sentence."])
    #expect(throws: DocumentError.self) { try DocumentFormat.csv.parse("id,text\n1,\"open\n2,x\n") }
  }

  @Test func messages() throws {
    let document = try DocumentFormat.po.parse(Samples.po)
    #expect(
      document.segments.map(\.parts.line) == [
        "Open \"%s\"", "%d file was removed", "%d files were removed",
        "A long message that has been broken into several lines by gettext, because it does not fit.",
        "And a second paragraph.",
      ])
    #expect(document.segments[0].context == "menu")
    let written = try DocumentFormat.po.translate(Samples.po, with: Doubles.carefulCapitals)
    #expect(written.contains("#, fuzzy, c-format\n") && written.contains("msgstr[1] \"%d FILES WERE REMOVED\""))
    #expect(written.contains("#| msgid \"Old\"\nmsgid \"Kept\"\nmsgstr \"Bleibt\"") && written.contains("#~ msgid"))
    #expect(written.contains("Plural-Forms: nplurals=2; plural=(n != 1);"))
    #expect(throws: DocumentError.self) { try DocumentFormat.po.parse("msgid \"a\nmsgstr \"\"\n") }
  }

  @Test func units() throws {
    #expect(
      try DocumentFormat.xliff.lines(Samples.xliff12) == [
        "Open ⟦<g id=\"1\">⟧the file⟦</g>⟧ & ⟦<x id=\"2\"/>⟧ read", "Hello", "A ⟦<ph id=\"1\">&lt;br/&gt;</ph>⟧ b",
      ])
    let written = try DocumentFormat.xliff.translate(Samples.xliff20, with: Doubles.capitals)
    #expect(written.contains("<target>PRESS <pc id=\"1\">THE <ph id=\"2\"/> KEY</pc> NOW</target>"))
    #expect(written.contains("trgLang=\"de\"") && written.contains("state=\"translated\""))
    #expect(throws: DocumentError.self) { try DocumentFormat.xliff.parse("<xliff><file></xliff>") }
  }
}
