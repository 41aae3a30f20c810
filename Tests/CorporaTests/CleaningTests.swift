import Basics
import Corpora
import TestSupport
import Testing
import Text

@Suite struct CleaningTests {
  private static func verdict(
    _ source: String, _ target: String, skipping: Set<CleaningRule> = [], exclusions: [String] = []
  ) throws -> CleaningRule? {
    var options = CleaningOptions()
    options.skipped = skipping
    options.duplicateMemory = 1
    var excluded = Exclusions()
    for line in exclusions { excluded.add(line) }
    let cleaner = try Cleaner(
      languages: try LanguagePair(corpus: "en", "de"), options: options, exclusions: excluded)
    return cleaner.verdict(TextPair(TextTidying.tidy(source), TextTidying.tidy(target)))
  }

  @Test(arguments: [
    ("Where is the file?", "Wo ist die Datei?"),
    ("Open", "Öffnen"),
    ("Found %d of %s in ${dir}", "In ${dir} %d von %s gefunden"),
    ("%1$s is not in %2$s", "%2$s enthält %1$s nicht"),
    ("It cost 1,000.50 euros in 1999.", "Es kostete 1999 1.000,50 Euro."),
    ("100% of the disk is in use", "100 % der Platte sind belegt"),
    ("usage: %s <file>", "Aufruf: %s <Datei>"),
    ("Click <b>Save</b> &amp; close", "<b>Speichern</b> anklicken &amp; schließen"),
    ("Copyright © São Paulo", "Urheberrecht © São Paulo, Brasilien"),
    ("See index.php?title=x for the whole list", "Die ganze Liste steht in index.php?title=x"),
    ("Where? Here!", "Wo? Hier!"),
    ("Running GNU Emacs with GTK and X", "GNU Emacs mit GTK und X wird ausgeführt"),
    ("Node '%s' exists.", "Knoten »%s« existiert."),
    ("Cannot open “%s”", "„%s“ kann nicht geöffnet werden"),
    ("What? What do you hear?", "Was? Was hast du gehört?"),
    ("Version %n of the song", "Fassung %n des Liedes"),
  ])
  func goodPairsStay(source: String, target: String) throws {
    #expect(try Self.verdict(source, target) == nil, "\(source) | \(target)")
  }

  @Test(arguments: [
    ("", "Datei", CleaningRule.empty),
    ("File", " \u{200B}\u{AD}", .empty),
    ("The size of the file", "Die Gr\u{FFFD}\u{DF}e der Datei", .encoding),
    ("The size of the file", "Die GrÃ¶ÃŸe der Datei", .encoding),
    ("We can do it", "Wir k?nnen es tun", .encoding),
    ("it’s here", "itâ€™s hier", .encoding),
    ("The size", "Die Gr\u{96}e", .encoding),
    (String(repeating: "a b ", count: 101), String(repeating: "a c ", count: 101), .length),
    ("Yes", "Ja, das ist eine ganz und gar andere und viel längere Sache", .ratio),
    ("--- *** +++ ab", "--- *** +++ zu", .symbols),
    ("Linux", "Linux", .identical),
    ("Open the file", "Открыть файл", .script),
    ("The file could not be opened", "Le fichier ne peut pas être ouvert par vous", .language),
    ("Le fichier ne peut pas être ouvert", "Die Datei kann nicht geöffnet werden", .language),
    ("You must not use this with the new option", "You must not use this with der option", .language),
    ("Page 3 of 7", "Seite 3 von 8", .digits),
    ("in the year 1999", "im Jahr", .digits),
    ("Cannot open %s", "Kann nicht öffnen", .placeholders),
    ("%s has %d files", "%s hat %s Dateien", .placeholders),
    ("Hello {name}", "Hallo {Name}", .placeholders),
    ("Cannot read ${path}", "Kann path nicht lesen", .placeholders),
    ("<b>Bold</b> text", "Fetter <i>Text</i>", .placeholders),
    ("%1 of %2 files", "%2 von %2 Dateien", .digits),
    ("Free %L1 bytes", "Freie Bytes: L1", .placeholders),
  ])
  func badPairsGo(source: String, target: String, rule: CleaningRule) throws {
    let verdict = try Self.verdict(source, target)
    #expect(verdict == rule, "\(source) | \(target)")
    #expect(try Self.verdict(source, target, skipping: Set(CleaningRule.allCases)) == nil)
  }

  private static let hasDetector = isToBeTested(
    LanguageDetector.language(of: "The detector is installed and knows English.") == "en")

  /// Languages of which no list of frequent words is kept are told apart too, where CLD2 is installed; names and terms of
  /// other languages are none of its business.
  @Test(
    .enabled(if: Self.hasDetector),
    arguments: [
      ("The file could not be opened by the program.", "Tiedostoa ei voitu avata tällä ohjelmalla juuri nyt.", true),
      ("The window is closed now.", "Az ablak most már be van zárva.", true),
      ("Do you want to save all the changes now?", "Şimdi bütün değişiklikleri kaydetmek istiyor musunuz acaba?", true),
      ("You should write the list to the file before.", "Zapište prosím seznam do souboru ještě předtím.", true),
      ("Enable Write-Ahead-Log end position", "Endposition des Write-Ahead-Log einschalten", false),
      ("San Juan Colorado Mixtek is a language.", "San Juan Colorado Mixtek ist eine Sprache.", false),
      ("Copyright © São Paulo", "Urheberrecht © São Paulo, Brasilien", false),
      ("git apply: bad git-diff, new filename", "git apply: git-diff schlecht, filename neu", false),
    ])
  func foreignTargetsGo(source: String, target: String, isForeign: Bool) throws {
    #expect(try (Self.verdict(source, target) == .language) == isForeign, "\(target)")
  }

  @Test func excludedLinesGoOnEitherSide() throws {
    #expect(try Self.verdict("Good day!", "Guten Tag!", exclusions: ["good  day"]) == .excluded)
    #expect(try Self.verdict("Good day!", "Guten Tag!", exclusions: ["GUTEN TAG."]) == .excluded)
    #expect(try Self.verdict("Good day!", "Guten Tag!", exclusions: ["Good days"]) == nil)
    #expect(try Self.verdict("Page 3", "Seite 3", exclusions: ["Page 4"]) == nil)
  }

  @Test func nearDuplicatesAndVariants() throws {
    var options = CleaningOptions()
    options.maximumVariants = 2
    let cleaner = try Cleaner(languages: try LanguagePair(corpus: "en", "de"), options: options)
    #expect(cleaner.verdict(TextPair("Open file 1", "Datei 1 öffnen")) == nil)
    #expect(cleaner.verdict(TextPair("Open file 22!", "Datei 22 öffnen!")) == .duplicate)
    #expect(cleaner.verdict(TextPair("OPEN FILE", "DATEI ÖFFNEN")) == nil)
    #expect(cleaner.verdict(TextPair("Quit", "Beenden")) == nil)
    #expect(cleaner.verdict(TextPair("Quit", "Verlassen")) == nil)
    #expect(cleaner.verdict(TextPair("Quit", "Schließen")) == .variants)
  }

  @Test func languageCodesAreChecked() {
    for code in ["", "e", "EN", "en-US", "englisch", "ä"] {
      #expect(throws: CorpusError.unsupportedLanguage(code)) { try LanguagePair(corpus: code, "de") }
    }
  }

  @Test(arguments: [
    ("  a \t\n b ", "a b"), ("a\u{A0}b", "a b"), ("e\u{301}", "é"), ("so\u{AD}ft", "soft"), ("\u{FEFF}x", "x"),
    ("a\u{3000}b\u{2009}c", "a b c"), ("", ""), (" ", ""), ("plain", "plain"), ("a\u{7}b", "ab"),
  ])
  func tidying(text: String, expected: String) {
    #expect(TextTidying.tidy(text) == expected)
    #expect(TextTidying.tidy(expected) == expected)
  }

  /// Against a plain set, within what the memory is promised to hold.
  @Test func seenHashesAgreeWithASet() {
    var seen = SeenHashes(megabytes: 1)
    var oracle: [UInt64: Int] = [:]
    var random = SplitMix64(seed: 7)
    for _ in 0..<40_000 {
      let hash = random.next() % 30_000 &* 0x9E37_79B9_7F4A_7C15
      #expect(seen.insert(hash) == min(oracle[hash & ~7, default: 0], SeenHashes.highestCount))
      oracle[hash & ~7, default: 0] += 1
    }
  }

  /// Far beyond its memory it still finds what came lately, and stays small.
  @Test func seenHashesForgetTheOldest() {
    var seen = SeenHashes(megabytes: 1)
    var random = SplitMix64(seed: 9)
    let hashes = (0..<400_000).map { _ in random.next() }
    for hash in hashes { _ = seen.insert(hash) }
    #expect(hashes.suffix(24_000).allSatisfy { seen.count($0) > 0 })
    #expect(hashes.prefix(100_000).count { seen.count($0) > 0 } < 10)
  }
}
