import Basics
import Corpora
import Testing

@Suite struct TableTests {
  @Test func tmx() throws {
    let folder = try TemporaryFolder()
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <tmx version="1.4"><header srclang="en"/><body>
      <tu><tuv xml:lang="en"><seg>Hello <bpt i="1">&lt;b&gt;</bpt>world<ept i="1">&lt;/b&gt;</ept></seg></tuv>
      <tuv xml:lang="de-AT"><seg>Hallo Welt</seg></tuv></tu>
      <tu><tuv xml:lang="en-US"><seg>Cat &amp; dog</seg></tuv><tuv xml:lang="fr"><seg>Chat</seg></tuv>
      <tuv xml:lang="de"><seg>Katze &amp; Hund</seg></tuv></tu>
      <tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>
      </body></tmx>
      """
    #expect(
      try extracted(.tmx, folder.file("a.tmx", text)) == ["Hello world | Hallo Welt", "Cat & dog | Katze & Hund"])
    let broken = try folder.file("b.tmx", String(text.prefix(text.count / 2)))
    #expect(throws: CorpusError.self) { try extracted(.tmx, broken) }
  }

  @Test func xliff() throws {
    let folder = try TemporaryFolder()
    let first = """
      <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en" target-language="de">
      <body><trans-unit id="1"><source>Save<x id="1"/> it</source><target>Speichern</target></trans-unit>
      <trans-unit id="2"><source>Open</source></trans-unit></body></file></xliff>
      """
    #expect(try extracted(.xliff, folder.file("a.xlf", first)) == ["Save it | Speichern"])
    let second = """
      <xliff version="2.0" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="1">
      <segment><source>One.</source><target>Eins.</target></segment>
      <segment><source>Two.</source><target>Zwei.</target></segment></unit></file></xliff>
      """
    #expect(try extracted(.xliff, folder.file("b.xliff", second)) == ["One. | Eins.", "Two. | Zwei."])
  }

  @Test(arguments: [
    ("Haus {n} :: house", ["house | Haus"]),
    (
      "Haus {n}; Gebäude {n} | Häuser {pl} :: house; building | houses",
      [
        "house | Haus", "building | Gebäude", "houses | Häuser",
      ]
    ),
    ("gehen {vi} [ugs.] (zu Fuß) :: to go; to walk", ["to go | gehen"]),
    ("A | B :: x", []), ("# comment :: x", []), ("nothing", []), ("::", []), (" :: x", []),
  ])
  func ding(line: String, expected: [String]) {
    #expect(DingFile.pairs(line).map { "\($0.english) | \($0.german)" } == expected)
  }

  @Test func dingSynonymsEachWithEach() {
    let pairs = DingFile.pairs("Herd {m}; Ofen {m} :: stove; cooker [Br.]; range", synonyms: .all)
    #expect(pairs.map(\.german) == ["Herd", "Herd", "Herd", "Ofen", "Ofen", "Ofen"])
    #expect(pairs.map(\.english) == ["stove", "cooker", "range", "stove", "cooker", "range"])
  }

  @Test func mosesAndTSV() throws {
    let folder = try TemporaryFolder()
    let english = try folder.file("a.en", "one\r\ntwo  words\n\nlast")
    let german = try folder.file("a.de", "eins\nzwei Wörter\nx\nletzte\n")
    #expect(try extracted(.moses, english, german) == ["one | eins", "two words | zwei Wörter", "last | letzte"])
    let short = try folder.file("b.de", "eins\n")
    #expect(throws: CorpusError.lineCountsDiffer(source: english, 4, target: short, 1)) {
      try extracted(.moses, english, short)
    }
    let table = try folder.file("a.tsv", "a\tb\textra\nc\n")
    #expect(throws: CorpusError.missingColumn(path: table, line: 2, column: 2)) { try extracted(.tsv, table) }
  }

  @Test(arguments: ["gzip", "xz", "zstd", "bzip2"])
  func compressed(program: String) throws {
    guard isInstalled(program) else { return }
    let folder = try TemporaryFolder()
    let path = try folder.file("a.tsv", "a b\tc d\n")
    try ChildProcess.run([program, "-q", path])
    let suffix = ["gzip": ".gz", "xz": ".xz", "zstd": ".zst", "bzip2": ".bz2"][program] ?? ""
    #expect(try extracted(.tsv, path + suffix) == ["a b | c d"])
    let bytes = try folder.file("cut\(suffix)", Array("no such format".utf8))
    if program != "gzip" { #expect(throws: CorpusError.self) { try extracted(.tsv, bytes) } }
  }

  @Test func cutOffGzip() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 1)
    let noise = (0..<5000).map { _ in String(random.next()) }.joined(separator: "\tx\n")
    let path = try folder.file("a.tsv", noise + "\tx\n")
    try ChildProcess.run(["gzip", path])
    #expect(throws: CorpusError.self) {
      let whole = try ChildProcess.run(["wc", "-c", path + ".gz"], capturing: true).split(separator: " ")
      try ChildProcess.run(["truncate", "-s", String((Int(whole[0]) ?? 0) / 2), path + ".gz"])
      _ = try extracted(.tsv, path + ".gz")
    }
  }

  @Test func longLinesAreCut() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [UInt8](repeating: 0x61, count: LineStream.longestLine + 100) + Array("\nb".utf8))
    let lines = try LineStream(path: path)
    #expect(try lines.next()?.utf8.count == LineStream.longestLine)
    #expect(try lines.next() == "b")
    #expect(try lines.next() == nil)
  }

  @Test func cleaningInStreams() throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("in.tsv", "k\tOpen  it\tÖffne es\nk\tLinux\tLinux\nk\tOpen it!\tÖffne es!\n")
    let cleaner = try Cleaner(languages: try LanguagePair(corpus: "en", "de"))
    var run = CleaningRun(cleaner: cleaner, samplesPerRule: 2)
    var rows: [[String]] = []
    try run.clean(try PairStream(table: input, sourceColumn: 2, targetColumn: 3), sourceColumn: 2, targetColumn: 3) {
      rows.append($1)
    }
    #expect(rows == [["k", "Open it", "Öffne es"]])
    #expect(run.report.read == 3 && run.report.dropped == [.identical: 1, .duplicate: 1])
    #expect(run.report.samples[.identical] == [TextPair("Linux", "Linux")])
    #expect(run.report.text.contains("identical: 1 dropped"))
  }

  /// The checksum is xxhsum's.
  @Test func checksums() throws {
    let folder = try TemporaryFolder()
    let writer = try TextFileWriter(path: folder.path + "/out")
    try writer.write("a", "b")
    let sum = try writer.finish()
    #expect(try folder.read("out") == "a\tb\n")
    guard isInstalled("xxhsum") else { return }
    let line = try ChildProcess.run(["xxhsum", "-H3", folder.path + "/out"], capturing: true)
    #expect(line.contains(sum))
  }
}
