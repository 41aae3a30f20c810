import Documents
import Testing

@Suite struct LaTeXTests {
  @Test func blocks() throws {
    #expect(
      try DocumentFormat.latex.lines(Samples.latex) == [
        "A title of it", "Where it begins",
        "The first ⟦\\emph{⟧text⟦}⟧ with ⟦$x^2$⟧, see~⟦\\cite{a}⟧ and “quoted words” of it.",
      ].map { $0.replacing("~", with: " ") }
        + [
          "A note⟦\\footnote{It is short.}⟧ with 100% of $5 & more", "It is short.", "Number one", "A label",
          "its text",
          "What is seen", "Name", "Words here", "The second one",
        ])
  }

  @Test(arguments: [
    ("Gr\\\"o\\ss e and \\'e", "Größe and é"), ("A {\\bf bold} word", "A ⟦{\\bf ⟧bold⟦}⟧ word"),
    ("\\LaTeX{} is here", "⟦\\LaTeX{}⟧ is here"), ("Use \\verb|a b| now", "Use ⟦\\verb|a b|⟧ now"),
    ("See \\href{http://x.org}{the page} now", "See ⟦\\href{http://x.org}{⟧the page⟦}⟧ now"),
    ("One\n\nTwo", "One|Two"), ("One % no\nstill", "One ⟦% no\n⟧still"), ("One % no\n\nTwo", "One|Two"),
    ("\\begin{verbatim}\nno\n\\end{verbatim}\nText", "Text"), ("\\[ x \\] Text", "Text"), ("$$x$$ Text", "Text"),
    ("a -- b --- c", "a – b — c"), ("\\newcommand{\\x}[1]{no #1}\n\\section{Text}", "Text"),
    ("It costs \\$5 \\& 10\\%", "It costs $5 & 10%"), ("a & b \\\\ c", "a|b|c"), ("\\label{x}Text", "Text"),
    ("\\begin{tabular}{ll}a b & c\\end{tabular}", "a b|c"), ("\\def\\no#1{x} \\section{Text}", "Text"),
  ])
  func text(text: String, expected: String) throws {
    #expect(try DocumentFormat.latex.lines(text).joined(separator: "|") == expected)
  }

  /// What LaTeX would read as syntax is escaped; the same text is read again.
  @Test(arguments: ["100 % & $5", "a_b #1 {x}", "it — is – so", "“x” and ‘y’", "x ~ y ^ z"])
  func escapes(text: String) throws {
    let written = try DocumentFormat.latex.translate("word") { _ in [.text("\(text) w")] }
    let again = try DocumentFormat.latex.lines(written).joined(separator: "|")
    #expect(
      again.replacing("⟦\\textasciitilde{}⟧", with: "~").replacing("⟦\\textasciicircum{}⟧", with: "^") == "\(text) w")
  }

  @Test func namesEndBeforeLetters() throws {
    let written = try DocumentFormat.latex.translate("In \\LaTeX it is") { _ in
      [.text("Mit "), .span("\\LaTeX"), .text("s")]
    }
    #expect(written == "Mit \\LaTeX{}s")
  }
}
