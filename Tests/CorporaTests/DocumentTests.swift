import Basics
import Corpora
import Testing

@Suite struct DocumentTests {
  @Test(arguments: [
    ("plain", "plain"), ("\\fBbold\\fR and \\fIit\\fP", "bold and it"), ("\\-\\-help", "--help"),
    ("\\(aqx\\(aq", "'x'"),
    ("\\(bu item", "• item"), ("\\[u00E4]\\[:u]", "äü"), ("a\\&b\\|c\\ d\\~e", "abc d e"), ("\\s-1X\\s0Y\\s+2Z", "XYZ"),
    ("\\*(lqq\\*(rq", "“q”"), ("\\e\\\\", "\\\\"), ("x \\\" comment", "x "), ("\\m[blue]b\\m[]", "b"), ("\\", "\\"),
    ("\\(", ""), ("\\[", ""), ("\\f", ""), ("\\h'1i'x", "x"), ("\\s", ""), ("\\*", ""), ("\\h", ""), ("\\fBä", "ä"),
    ("\\[ha]\\(ti", "^~"), ("\\f[CW]code\\f[]", "code"),
  ])
  func roff(line: String, expected: String) {
    #expect(RoffText.plain(line) == expected)
  }

  @Test func roffArguments() {
    #expect(ManPage.arguments(" a \"b c\" d\\ e") == ["a", "b c", "d e"])
    #expect(ManPage.arguments("\"say \"\"x\"\" now\" \"\"") == ["say \"x\" now", ""])
    #expect(ManPage.arguments("") == [])
  }

  private static let englishPage = """
    .TH X 1
    .SH NAME
    x \\- does things
    .SH DESCRIPTION
    .B x
    copies
    .IR one " to " another .
    It is good.
    .PP
    Second paragraph.
    .TP
    .BR \\-h ", " \\-\\-help
    Shows help.
    .nf
    code here
    .fi
    .SH BUGS
    None.
    """
  private static let germanPage = """
    .TH X 1
    .SH BEZEICHNUNG
    x \\- macht Sachen
    .SH BESCHREIBUNG
    .B x
    kopiert
    .IR eins " nach " anderem .
    Es ist gut.
    .PP
    Zweiter Absatz.
    .TP
    .BR \\-h ", " \\-\\-help
    Zeigt Hilfe.
    .nf
    code hier
    .fi
    .SH FEHLER
    Keine.
    .SH ÜBERSETZUNG
    Die deutsche Übersetzung wurde von jemandem erstellt.
    """
  private static let pagePairs = [
    "NAME | BEZEICHNUNG", "x - does things | x - macht Sachen", "DESCRIPTION | BESCHREIBUNG",
    "x copies one to another. | x kopiert eins nach anderem.", "It is good. | Es ist gut.",
    "Second paragraph. | Zweiter Absatz.",
    "-h, --help | -h, --help", "Shows help. | Zeigt Hilfe.", "BUGS | FEHLER", "None. | Keine.",
  ]

  @Test func manPages() throws {
    let folder = try TemporaryFolder()
    let files = (try folder.file("x.1", Self.englishPage), try folder.file("x.de.1", Self.germanPage))
    let pairs = try extracted(.man, files.0, files.1)
    #expect(pairs == Self.pagePairs)
    try ChildProcess.run(["gzip", files.0, files.1])
    #expect(try extracted(.man, files.0 + ".gz", files.1 + ".gz") == Self.pagePairs)
  }

  @Test func plainText() throws {
    let folder = try TemporaryFolder()
    let english = try folder.file(
      "en.txt",
      "====== Rules ======\n\nFirst paragraph goes\non here.\n  * one thing\n  * another\n    thing\n-----\n"
        + "1. numbered\n\nLast.\n")
    let german = try folder.file(
      "de.txt",
      "====== Regeln ======\nErster Absatz geht hier\nweiter.\n  * ein Ding\n  * noch ein Ding\n\n"
        + "1. nummeriert\n\n\nLetzter.")
    #expect(
      try extracted(.text, english, german) == [
        "Rules | Regeln", "First paragraph goes on here. | Erster Absatz geht hier weiter.",
        "one thing | ein Ding", "another thing | noch ein Ding", "numbered | nummeriert", "Last. | Letzter.",
      ])
  }

  @Test func htmlByStructure() throws {
    let folder = try TemporaryFolder()
    let english = try folder.file(
      "en.html",
      "<html><head><title>T1</title><script>x</script></head><body><h1>Head<a class=headerlink>¶</a></h1><p>One <b>bold</b> word."
        + "<sup>[3]</sup></p><pre>code</pre><ul><li>Item a<li>Item b</ul><p>Last<br>line &amp; all</body>")
    let german = try folder.file(
      "de.html",
      "<html><head><title>T2</title></head><body><h1>Kopf</h1><p>Ein <b>fettes</b> Wort.</p><pre>anders</pre>"
        + "<ul><li>Punkt a<li>Punkt b</ul><p>Letzte<br>Zeile &amp; alles</body>")
    #expect(
      try extracted(.html, english, german) == [
        "T1 | T2", "Head | Kopf", "One bold word. | Ein fettes Wort.", "Item a | Punkt a", "Item b | Punkt b",
        "Last line & all | Letzte Zeile & alles",
      ])
  }

  /// A paragraph more on one side: dynamic programming goes around it.
  @Test func docbookWithAnExtraParagraph() throws {
    let folder = try TemporaryFolder()
    func book(_ paragraphs: [String]) -> String {
      "<?xml version=\"1.0\"?><!DOCTYPE book SYSTEM \"none.dtd\" [<!ENTITY kate \"Kate\">]><book><title>A</title>"
        + paragraphs.map { "<para>\($0)</para>" }.joined() + "<para>&nobody; x</para></book>"
    }
    let english = try folder.file(
      "a.docbook",
      book([
        "This paragraph says something of medium length.", "Only &lt;here&gt;.",
        "And this is the final one, with 42 in it.",
      ]))
    let german = try folder.file(
      "b.docbook",
      book(["Dieser Absatz sagt etwas von mittlerer Länge aus.", "Und das hier ist der letzte, mit 42 darin."]))
    let pairs = try extracted(.docbook, english, german)
    #expect(
      pairs == [
        "A | A", "This paragraph says something of medium length. | Dieser Absatz sagt etwas von mittlerer Länge aus.",
        "And this is the final one, with 42 in it. | Und das hier ist der letzte, mit 42 darin.",
      ])
  }

  @Test func mallard() throws {
    let folder = try TemporaryFolder()
    let page = { (title: String, text: String) in
      "<page xmlns=\"http://projectmallard.org/1.0/\" id=\"x\"><info><credit><name>N</name></credit><desc>\(title)</desc>"
        + "</info><title>\(title)</title><p>\(text) <gui>OK</gui>.</p></page>"
    }
    let files = (
      try folder.file("a.page", page("Print", "Press")), try folder.file("b.page", page("Drucken", "Drücken Sie"))
    )
    #expect(
      try extracted(.mallard, files.0, files.1) == [
        "Print | Drucken", "Print | Drucken", "Press OK. | Drücken Sie OK.",
      ])
  }

  @Test func entities() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "x.entities",
      "<!ENTITY kate \"<application>Kate</application>\">\n<!ENTITY hk '&kate;&nbsp;2'>\n<!ENTITY % p SYSTEM 'x'>\n<!ENTITY"
    )
    var entities: [String: String] = [:]
    try EntityFile.read(path: path, into: &entities)
    #expect(entities == ["kate": "Kate", "hk": "Kate 2"])
  }

  @Test func descriptions() throws {
    let folder = try TemporaryFolder()
    let english = """
      Package: a
      Description-md5: 11
      Description-en: small tool
       It does this
       and that.
       .
       Features:
        * one thing
          with more
        * another

      Package: b
      Description-md5: 22
      Description-en: untranslated
       x
      """
    let german = """
      Package: a
      Description-md5: 11
      Description-de: kleines Werkzeug
       Es macht dies und das.
       .
       Merkmale:
        * ein Ding mit mehr
        * noch eins
      """
    let files = (
      try folder.file("x_Translation-en", english + "\n"), try folder.file("x_Translation-de", german + "\n")
    )
    #expect(CorpusFormat(path: files.0) == .descriptions)
    #expect(
      try extracted(.descriptions, files.0, files.1) == [
        "small tool | kleines Werkzeug", "It does this and that. | Es macht dies und das.", "Features: | Merkmale:",
        "* one thing with more | * ein Ding mit mehr", "* another | * noch eins",
      ])
  }

  /// Whatever the bytes, markup and man pages are read or refused.
  @Test func hostileDocuments() throws {
    let folder = try TemporaryFolder()
    let deep = String(repeating: "<div>", count: 5000) + "x"
    let texts = [
      "", "<", "<a", "<html", deep, "\u{0}", "<?xml version='1.0' encoding='UTF-16'?><a/>", "<!DOCTYPE a [<!ENTITY",
    ]
    var random = SplitMix64(seed: 5)
    let noise = (0..<60).map { _ in (0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
    for (index, bytes) in (texts.map { Array($0.utf8) } + noise).enumerated() {
      let file = try folder.file("\(index)", bytes)
      for format in [CorpusFormat.html, .docbook, .mallard, .man, .descriptions] {
        _ = try? extracted(format, file, file)
      }
      for format in [CorpusFormat.mo, .po, .qm, .tmx, .xliff, .ding, .tsv] { _ = try? extracted(format, file) }
    }
  }

  /// Entities that multiply must not.
  @Test func billionLaughs() throws {
    let folder = try TemporaryFolder()
    let levels = (1..<12).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
    let bomb = "<!DOCTYPE book [<!ENTITY l0 \"ha\">\(levels)]><book><para>&l11; x y z</para></book>"
    let file = try folder.file("bomb.docbook", bomb)
    #expect(try extracted(.docbook, file, file).count <= 1)
  }
}
