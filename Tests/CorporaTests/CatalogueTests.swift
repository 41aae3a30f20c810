import Basics
import Corpora
import Testing

@Suite struct CatalogueTests {
  private static let po = """
    msgid ""
    msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

    msgid "_Open"
    msgstr "Ö_ffnen"

    msgctxt "menu"
    msgid "&File"
    msgstr "&Datei"

    msgid "%d file"
    msgid_plural "%d files"
    msgstr[0] "%d Datei"
    msgstr[1] "%d Dateien"

    msgid "R&D and Q&A"
    msgstr "R&D und Q&A"

    #, fuzzy
    msgid "Fuzzy"
    msgstr "Unscharf"

    msgid "Not done"
    msgstr ""

    msgid "noun|Play"
    msgstr "Spiel"

    msgid "First line.\\nSecond line."
    msgstr "Erste Zeile.\\nZweite Zeile."

    msgid "wrapped\\ntext"
    msgstr "umbrochener\\nText"

    msgid "menu_item_key"
    msgstr "Schlüssel"

    #~ msgid "Old"
    #~ msgstr "Alt"

    """
  private static let pairs = [
    "Open | Öffnen", "File | Datei", "%d file | %d Datei", "%d files | %d Dateien", "R&D and Q&A | R&D und Q&A",
    "Play | Spiel", "First line. | Erste Zeile.", "Second line. | Zweite Zeile.", "wrapped text | umbrochener Text",
  ]

  @Test func poThroughGettext() throws {
    let folder = try TemporaryFolder()
    #expect(try extracted(.po, folder.file("de.po", Self.po)) == Self.pairs)
  }

  /// gettext's own compiler writes the file.
  @Test(.enabled(if: isInstalled("msgfmt"), "gettext is not installed"))
  func moThroughMsgfmt() throws {
    let folder = try TemporaryFolder()
    let po = try folder.file("de.po", Self.po)
    for order in ["little", "big"] {
      let mo = folder.path + "/\(order).mo"
      try ChildProcess.run(["msgfmt", "--endianness=\(order)", "-o", mo, po])
      #expect(Set(try extracted(.mo, mo)) == Set(Self.pairs))
    }
  }

  @Test(.enabled(if: isInstalled("msgfmt"), "gettext is not installed"))
  func latin1() throws {
    let folder = try TemporaryFolder()
    let text = Self.po.replacing("UTF-8", with: "ISO-8859-1")
    let po = try folder.file("de.po", text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    #expect(try extracted(.po, po) == Self.pairs)
    try ChildProcess.run(["msgfmt", "-o", folder.path + "/de.mo", po])
    #expect(Set(try extracted(.mo, folder.path + "/de.mo")) == Set(Self.pairs))
  }

  /// Every prefix of a file, and files with single bytes changed, are read or refused, but never crash.
  @Test(.enabled(if: isInstalled("msgfmt"), "gettext is not installed"))
  func damagedMo() throws {
    let folder = try TemporaryFolder()
    let mo = folder.path + "/de.mo"
    try ChildProcess.run(["msgfmt", "-o", mo, try folder.file("de.po", Self.po)])
    let bytes = try ByteSource.contents(of: mo)
    for length in 0..<28 {
      #expect(throws: CorpusError.self) { try MOFile(bytes: Array(bytes.prefix(length)), path: "x") }
    }
    fuzz(bytes) { _ = try MOFile(bytes: $0, path: "x").messages() }
  }

  @Test(arguments: [
    "msgid \"a\n", "msgid \"a\"\nmsgid \"b\"\n", "msgstr", "\u{0}\u{1}\u{2}", String(repeating: "msgid\n", count: 60),
    "msgid \"a\"\nmsgstr \"\\q\"\n",
  ])
  func damagedPo(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("x.po", text)
    #expect(throws: CorpusError.self) { try POFile.messages(path: path) }
    // The library has recovered from the complaint.
    #expect(try extracted(.po, folder.file("de.po", Self.po)) == Self.pairs)
  }

  /// A catalogue as Qt's own tools describe it, byte by byte.
  private static func qm(_ messages: [(source: String, targets: [String])]) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
    var body: [UInt8] = []
    for message in messages {
      for target in message.targets {
        body.append(3)
        body += number(utf16(target).count)
        body += utf16(target)
      }
      body.append(8)
      body += number(0)
      body.append(6)
      body += number(message.source.utf8.count)
      body += Array(message.source.utf8)
      body.append(7)
      body += number(2)
      body += [0x4D, 0x57, 1]
    }
    let magic: [UInt8] = [
      0x3C, 0xB8, 0x64, 0x18, 0xCA, 0xEF, 0x9C, 0x95, 0xCD, 0x21, 0x1C, 0xBF, 0x60, 0xA1, 0xBD, 0xDD,
    ]
    let hashes: [UInt8] = [0x42, 0, 0, 0, 8] + [UInt8](repeating: 0, count: 8)
    return magic + hashes + [0x69] + number(body.count) + body
  }

  @Test func qmFile() throws {
    let folder = try TemporaryFolder()
    let bytes = Self.qm([("&Open %1", ["%1 ö&ffnen"]), ("%n file(s)", ["%n Datei", "%n Dateien"])])
    #expect(
      try extracted(.qm, folder.file("de.qm", bytes)) == [
        "Open %1 | %1 öffnen", "%n file(s) | %n Datei", "%n file(s) | %n Dateien",
      ])
    fuzz(bytes) { _ = try QMFile(bytes: $0, path: "x").messages() }
  }

  /// Both languages under keys: in step by key, whatever the order; what one file lacks is left out.
  @Test func keyedCatalogues() throws {
    let folder = try TemporaryFolder()
    func po(_ messages: [(String, String)]) -> String {
      messages.map { "msgid \"\($0.0)\"\nmsgstr \"\($0.1)\"\n" }.joined(separator: "\n")
    }
    let english = try folder.file("en.po", po([("a.b", "Welcome to Mars."), ("a.c", "Only here."), ("x", "_Open")]))
    let german = try folder.file("de.po", po([("x", "Ö_ffnen"), ("a.b", "Willkommen auf dem Mars."), ("y", "Mehr")]))
    #expect(try extracted(.po, english, german) == ["Open | Öffnen", "Welcome to Mars. | Willkommen auf dem Mars."])
  }

  @Test func json() throws {
    let folder = try TemporaryFolder()
    let english = try folder.file(
      "en.json",
      #"{"@metadata": {"authors": ["A"]}, "b": {"message": "Good day"}, "list": ["One", 2, "Three"], "only": "x"}"#)
    let german = try folder.file(
      "de.json",
      #"{"list": ["Eins", 2, "Drei"], "b": {"message": "Guten Tag"}, "@metadata": {"authors": ["B"]}, "n": null}"#)
    #expect(try extracted(.json, english, german) == ["Good day | Guten Tag", "One | Eins", "Three | Drei"])
    for damaged in ["", "{", "[\"a\"", "\u{0}"] {
      #expect(throws: CorpusError.self) { try extracted(.json, english, folder.file("x.json", damaged)) }
    }
  }

  /// After the documentation of java.util.Properties.load.
  @Test func properties() throws {
    let folder = try TemporaryFolder()
    let english = try folder.file(
      "en.properties",
      """
      # comment = none
      fruits = apple, banana, \\
               pear
      path=C:\\\\
      quoted="Save the file"
      [section]
      lines=One\\nline
      empty=
      """)
    let german = try folder.file(
      "de.properties",
      Array(
        """
        ! Kommentar
        fruits=Apfel, Banane, \\
          Birne
        path = D:\\\\
        quoted="Die Datei sichern \\u00fcberall"
        lines=Eine\\nZeile \\u00
        """.utf8))
    #expect(
      try extracted(.properties, english, german) == [
        "apple, banana, pear | Apfel, Banane, Birne", "C:\\ | D:\\", "Save the file | Die Datei sichern überall",
        "One line | Eine Zeile u00",
      ])
    let latin1 = try folder.file("latin1.properties", Array("quoted=Gr".utf8) + [0xFC, 0xDF] + Array("e".utf8))
    #expect(try extracted(.properties, english, latin1) == ["Save the file | Grüße"])
  }

  @Test func accelerators() {
    func pair(_ source: String, _ target: String) -> TextPair? {
      CatalogueMessage(source: source, target: target).pair()
    }
    #expect(pair("Save _As", "Speichern _unter") == TextPair("Save As", "Speichern unter"))
    #expect(pair("a_b is", "a_b ist") == TextPair("a_b is", "a_b ist"))
    #expect(pair("_Open _all", "Ö_ffnen") == TextPair("_Open _all", "Ö_ffnen"))
    #expect(pair("Tom &amp; Jerry", "Tom &amp; Jerry") == TextPair("Tom &amp; Jerry", "Tom &amp; Jerry"))
    #expect(pair("menu\u{4}&Edit", "&Bearbeiten") == TextPair("Edit", "Bearbeiten"))
    #expect(pair("A & B", "A & B") == TextPair("A & B", "A & B"))
    #expect(pair("female^I am here", "Ich bin hier") == TextPair("I am here", "Ich bin hier"))
    #expect(pair("yes|no", "ja|nein") == TextPair("no", "nein"))
    #expect(pair("some.dotted.key", "Wert") == nil)
  }
}

/// Calls `read` with prefixes and with changed copies of `bytes`; it may throw.
func fuzz(_ bytes: [UInt8], read: ([UInt8]) throws -> Void) {
  var random = SplitMix64(seed: 11)
  for length in 0..<bytes.count { try? read(Array(bytes.prefix(length))) }
  for _ in 0..<2000 {
    var copy = bytes
    for _ in 0...random.below(3) { copy[random.below(copy.count)] = UInt8(truncatingIfNeeded: random.next()) }
    try? read(copy)
  }
}
