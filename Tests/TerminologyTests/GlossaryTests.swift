import Foundation
import Terminology
import Testing

@Suite("Glossaries")
struct GlossaryTests {
  private static func found(_ terms: [Term], in text: String, language: String = "en") -> [String] {
    Glossary(terms, sourceLanguage: language).matches(in: text).map { "\(text[$0.range])>\($0.term.target)" }
  }

  private static let terms = [
    Term(source: "lock", target: "Schloss"), Term(source: "lock screen", target: "Sperrbildschirm"),
    Term(source: "IT", target: "Informatik"), Term(source: "battery", target: "Akku"),
    Term(source: "USB-C port", target: "USB-C-Buchse"), Term(source: "C3 plant", target: "C3-Pflanze"),
  ]

  @Test(
    "The longest term that begins first counts, inflected, in any case but that of acronyms",
    arguments: [
      ("The lock screen has a lock.", ["lock screen>Sperrbildschirm", "lock>Schloss"]),
      ("Lock screens are dark", ["Lock screens>Sperrbildschirm"]),
      ("lock, screen", ["lock>Schloss"]), ("lock\nscreen", ["lock>Schloss"]), ("blocks and unlocked", []),
      ("It is an IT firm", ["IT>Informatik"]), ("Two batteries", ["batteries>Akku"]),
      ("the USB-C ports", ["USB-C ports>USB-C-Buchse"]), ("C3 plants", ["C3 plants>C3-Pflanze"]), ("", []),
    ])
  func matching(_ text: String, _ expected: [String]) { #expect(Self.found(Self.terms, in: text) == expected) }

  @Test("Of entries for one term the last counts; another language has other endings")
  func replacing() {
    let twice = [Term(source: "Pear", target: "a"), Term(source: "pear", target: "b")]
    #expect(Self.found(twice, in: "pears") == ["pears>b"])
    #expect(Self.found([Term(source: "Akku", target: "battery")], in: "die Akkus", language: "de") == ["Akkus>battery"])
    #expect(Self.found([Term(source: "ключ", target: "key")], in: "ключи ключ", language: "ru") == ["ключ>key"])
  }

  @Test("A text of terms only, however long, is gone through")
  func long() {
    let text = String(repeating: "lock screen ", count: 20_000)
    #expect(Glossary(Self.terms, sourceLanguage: "en").matches(in: text).count == 20_000)
  }

  @Test("A translation has each term, inflected or not, as often as the source at most")
  func checking() {
    let glossary = Glossary(
      [
        Term(source: "battery", target: "Akku", forbidden: ["Batterie"]),
        Term(source: "lock screen", target: "gesperrter Bildschirm"),
      ], sourceLanguage: "en")
    func missed(_ source: String, _ translation: String) -> [String] {
      TermCheck(glossary.matches(in: source)).missed(in: translation).map(\.source)
    }
    #expect(missed("The battery is empty.", "Der Akku ist leer.").isEmpty)
    #expect(missed("The batteries are empty.", "Die Akkus sind leer.").isEmpty)
    #expect(missed("Two batteries, one battery", "Zwei Akkus").isEmpty)
    #expect(missed("The battery is empty.", "Der Akku, der Akku ist leer.") == ["battery"])
    #expect(missed("The battery is empty.", "Der Akku der Batterie ist leer.") == ["battery"])
    #expect(missed("The battery is empty.", "Sie ist leer.") == ["battery"])
    #expect(missed("The lock screen", "Der gesperrte Bildschirm").isEmpty)
    #expect(missed("The lock screen", "Der Bildschirm, gesperrt") == ["lock screen"])
    #expect(missed("Nothing of it", "Akku").isEmpty)
  }

  private static func read(_ text: String, as name: String = "terms.tsv") throws -> [Term] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())-\(name)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try GlossaryFile.terms(in: path)
  }

  @Test("Files: with and without a header, comments, quoted cells, a byte order mark, Windows' line ends")
  func files() throws {
    #expect(
      try Self.read("pear\tBirne\r\n\r\n# a comment\nIT\tInformatik\tmore\n") == [
        Term(source: "pear", target: "Birne"), Term(source: "IT", target: "Informatik", matchesCase: true),
      ])
    #expect(
      try Self.read("\u{FEFF}Source\tnote\tTarget\tforbidden\tcase\nMay\tmonth\tMai\tMärz | Juni\tyes\n") == [
        Term(source: "May", target: "Mai", forbidden: ["März", "Juni"], matchesCase: true)
      ])
    #expect(
      try Self.read("\"a, b\",\"c \"\"d\"\"\"\ne,f", as: "x.CSV") == [
        Term(source: "a, b", target: "c \"d\""), Term(source: "e", target: "f"),
      ])
  }

  @Test(
    "What is wrong is told with its line",
    arguments: [
      ("a\tb\nonly\n", 2, "one column"), ("a\tb\n\n \tc\n", 3, "empty"), ("…\tb\n", 1, "no letters"),
      ("source\ttarget\tcase\na\tb\tperhaps\n", 2, "yes or no"),
    ])
  func errors(_ text: String, _ line: Int, _ reason: String) {
    #expect { try Self.read(text) } throws: { error in
      "\(error)".contains("line \(line): ") && "\(error)".contains(reason)
    }
  }

  @Test("Neither empty files nor bytes that are no text are glossaries")
  func nothing() throws {
    #expect { try Self.read("# nothing\n") } throws: { "\($0)".contains("no terms") }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tsv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data([0x61, 0x09, 0x62, 0x0A, 0xFF, 0x09, 0x62]).write(to: URL(fileURLWithPath: path))
    #expect { try GlossaryFile.terms(in: path) } throws: { "\($0)".contains("line 2: not UTF-8") }
    #expect(throws: GlossaryError.self) { try GlossaryFile.terms(in: path + ".gone") }
  }

  @Test("Comma-separated cells come back as they went in")
  func roundTrip() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let rows = (0..<3).map { _ in
        (0..<3).map { _ in "x" + String((0..<4).map { _ in ",\"\n a\u{E9}".randomElement(using: &generator)! }) }
      }
      let text = rows.map { row in
        row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",")
      }.joined(separator: "\n")
      #expect(SeparatedRows.rows(of: text, separator: ",").map(\.cells) == rows)
    }
  }
}
