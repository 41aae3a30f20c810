import Documents
import Testing

/// Documentation in light markup and in XML: what is text, what is syntax, and what stays when all text changes.
@Suite struct ProseTests {
  @Test func docBook() throws {
    #expect(
      try DocumentFormat.docbook.lines(Samples.docbook) == [
        "A title & more", "Not raw <text> here",
        "Start ⟦&product;⟧ with ⟦<command>ls -l</command>⟧ in a ⟦<emphasis>⟧new⟦</emphasis>⟧ window"
          + "⟦<footnote><para>Or in\n    an old one.</para></footnote>⟧, and see ⟦<xref linkend=\"there\"/>⟧.",
        "Or in an old one.",
        "Choose ⟦<menuchoice>⟧⟦<guimenu>⟧File⟦</guimenu>⟧⟦<guimenuitem>⟧Open⟦</guimenuitem>⟧⟦</menuchoice>⟧ — and wait.",
        "An item", "The rest.", "A term", "What it is.",
      ])
  }

  @Test func dita() throws {
    #expect(
      try DocumentFormat.dita.lines(Samples.dita) == [
        "Install the server", "How it is done.",
        "Open ⟦<uicontrol>⟧Settings⟦</uicontrol>⟧ and type ⟦<userinput>go on</userinput>⟧.", "A picture",
        "It runs⟦<fn>Or so it says.</fn>⟧ at last.", "Or so it says.", "The next step",
      ])
  }

  /// What XML cannot have is escaped; a file in another encoding gets numbers.
  @Test func xmlIsEscaped() throws {
    let text = "Größe < 5 & \"so\""
    let start = "<article><para>"
    for (head, expected) in [
      ("", "Größe &lt; 5 &amp; \"so\""),
      ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "Gr&#246;&#223;e &lt; 5 &amp; \"so\""),
    ] {
      let written = try DocumentFormat.docbook.translate(head + start + "word</para></article>") { _ in [.text(text)] }
      #expect(written == head + start + expected + "</para></article>")
    }
    #expect(throws: DocumentError.self) { try DocumentFormat.docbook.parse("<article><para>word</article>") }
  }

  /// The root element tells what an XML file is, also behind a long comment.
  @Test func rootsAreKnown() {
    let comment = "<!-- " + String(repeating: "long ", count: 1000) + "-->\n"
    let docBook =
      "<!DOCTYPE book PUBLIC \"-//OASIS//DTD DocBook XML V4.2//EN\" \"d.dtd\" [ <!ENTITY a \"]>\"> ]>\n<book>"
    let roots: [(String, DocumentFormat?)] = [
      (docBook, .docbook), ("<section xmlns=\"http://docbook.org/ns/docbook\">", .docbook),
      ("<chapter><title>x</title><para>y</para>", .docbook), ("<chapter><title>x</title>", nil),
      ("<!DOCTYPE topic PUBLIC \"-//OASIS//DTD DITA Topic//EN\" \"t.dtd\"><topic id=\"x\">", .dita), ("<topic>", nil),
      ("<resources>", .android), ("<tt xmlns=\"http://www.w3.org/ns/ttml\">", .ttml), ("<project>", nil), ("", nil),
    ]
    for (root, format) in roots {
      for head in ["", "<?xml version=\"1.0\"?>\n", comment] {
        #expect(DocumentFormat(fileName: "x.xml", start: Array((head + root).utf8)) == format, "\(head)\(root)")
      }
    }
  }

  @Test func asciiDocBlocks() throws {
    #expect(
      try DocumentFormat.asciidoc.lines(Samples.asciidoc) == [
        "A title of the page",
        "A paragraph with ⟦*⟧bold words⟦*⟧, ⟦`code here`⟧, a ⟦link:page.html[⟧link to it⟦]⟧ and an ⟦{attribute}⟧, which "
          + "is wrapped by hand. See ⟦<<there,⟧the other part⟦>>⟧ for ⟦_⟧more⟦_⟧ of it.",
        "Or not.", "A title of a block", "A section", "Mind the gap.", "An item that goes on in a second line",
        "A task",
        "A step", "Term", "Its definition.", "An example with a break,", "and more.", "Name", "What it is",
        "The first of them", "Old title",
      ])
  }

  @Test(arguments: [
    ("Press kbd:[Ctrl+C] now", "Press ⟦kbd:[Ctrl+C]⟧ now"), ("A **b**c word", "A ⟦**⟧b⟦**⟧c word"),
    ("A 2 * 3 * 4 word", "A 2 * 3 * 4 word"), ("A +x y+ b", "A ⟦+x y+⟧ b"), ("a_b_c is", "a_b_c is"),
    ("See https://x.org[the page^] now", "See ⟦https://x.org[⟧the page⟦^]⟧ now"), ("[.lead]\nText", "Text"),
    ("<<a>> and b", "⟦<<a>>⟧ and b"), ("A [.x]#word# here", "A ⟦[.x]#⟧word⟦#⟧ here"), ("// note\nText", "Text"),
    ("....\nno\n....\nText", "Text"), ("[verse]\nno\n\nText", "Text"), ("image::a.png[No]\nText", "Text"),
    ("a:: b\nc\nd:: e", "a|b c|d|e"), ("* a\n+\nb", "a|b"), ("*see `x` b* c", "⟦*⟧see ⟦`x`⟧ b⟦*⟧ c"),
    (":a: b\nText", "Text"), ("A \\*b* c", "A *b* c"), ("One.\nTwo.", "One.|Two."),
  ])
  func asciiDocText(text: String, expected: String) throws {
    #expect(try DocumentFormat.asciidoc.lines(text).joined(separator: "|") == expected)
  }

  /// Characters that AsciiDoc would read as markup are escaped; the same text is read again.
  @Test(arguments: ["a *b* c", "_x_ y", "`code` z", "{name} x", "<<x>> y", "2 * 3 * 4", "#x# y", "snake_case"])
  func asciiDocEscapes(text: String) throws {
    let written = try DocumentFormat.asciidoc.translate("word") { _ in [.text("\(text) w")] }
    #expect(try DocumentFormat.asciidoc.parse(written).segments[0].parts.plain == "\(text) w", "\(written)")
  }

  /// A mark that touches letters would not be one.
  @Test func asciiDocMarksGetSpace() throws {
    let written = try DocumentFormat.asciidoc.translate("A *word* here") { _ in
      [.text("Ein"), .span("*"), .text("Wort"), .span("*"), .text("da")]
    }
    #expect(written == "Ein *Wort* da")
  }

  @Test func asciiDocTitlesGrow() throws {
    let written = try DocumentFormat.asciidoc.translate("Old title\n---------\n\nText\n") { _ in
      [.text("Ein alter Titel")]
    }
    #expect(written.hasPrefix("Ein alter Titel\n---------------\n"))
  }
}
