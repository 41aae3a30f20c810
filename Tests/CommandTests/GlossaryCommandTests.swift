import Foundation
import Terminology
import Testing

/// Terms through the model that is shipped.
@Suite("Glossary of the filter", .enabled(if: Program.hasModel, "there is no model beside the program"))
struct GlossaryCommandTests {
  private static let terms = [
    "pear": "Quitte", "file": "Dokument", "button": "Taste", "user": "Mitglied", "lock screen": "Sperrbildschirm",
    "password": "Kennwort", "IT": "Informatik", "wodget": "Wodgetin",
  ]
  private static let lines = [
    "The pears are ripe.", "Open the file and save it.", "Press the button twice.", "A new user has come.",
    "The lock screen is dark.", "Enter your password again.", "He works in IT. It is fun.", "The wodget is broken.",
    "Nothing of all this.", "The file \"%s\" of user {name} has no password.",
  ]

  @Test("Every term is there, once, or there is a warning; lines without terms are as they were")
  func terms() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tsv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let table = Self.terms.map { "\($0)\t\($1)\n" }.joined()
    try Data(table.utf8).write(to: URL(fileURLWithPath: path))
    let input = Self.lines.joined(separator: "\n") + "\n"
    let plain = try Program.run(["--quiet"], input: input)
    let run = try Program.run(["--quiet", "--glossary", path, "--format", "jsonl"], input: input)
    try #require(run.status == 0 && plain.status == 0)
    let glossary = Glossary(Self.terms.map { Term(source: $0, target: $1) }, sourceLanguage: "en")
    let found = try run.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    try #require(found.count == Self.lines.count)
    for (line, (translation, before)) in zip(Self.lines, zip(found, plain.output.split(separator: "\n"))) {
      let check = TermCheck(glossary.matches(in: line))
      if check.isEmpty { #expect(translation.translation == before) }
      let isMissed = !check.missed(in: translation.translation).isEmpty
      #expect(isMissed == translation.warnings.contains("glossary"), "\(line): \(translation.translation)")
    }
    #expect(found.count { $0.warnings.contains("glossary") } <= 1)
    #expect(found[9].translation.contains("%s") && found[9].translation.contains("{name}"))
  }

  @Test("Terminology bases are read, in the old form and the new one; one without both languages is an error")
  func terminologyBase() throws {
    let old = """
      <?xml version="1.0"?><martif type="TBX"><text><body>
      <termEntry id="1"><langSet xml:lang="en-US"><tig><term>pear</term></tig></langSet>
      <langSet xml:lang="de"><tig><term>Birne</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
      <ntig><termGrp><term>Quitte</term></termGrp></ntig></langSet></termEntry></body></text></martif>
      """
    let new = """
      <tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Core"><text><body><conceptEntry id="1">
      <langSec xml:lang="en"><termSec><term>pear</term></termSec></langSec>
      <langSec xml:lang="de"><termSec><term>Quitte</term></termSec></langSec></conceptEntry></body></text></tbx>
      """
    for text in [old, new] {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tbx").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let run = try Program.run(["--quiet", "--no-memory", "--glossary", path], input: "The pears are ripe.\n")
      #expect(run.status == 0 && run.output.contains("Quitte"), "\(run.errors)\(run.output)")
      try Data(text.replacing("\"de\"", with: "\"fr\"").utf8).write(to: URL(fileURLWithPath: path))
      let other = try Program.run(["--glossary", path], input: "a\n")
      #expect(other.status == 1 && other.errors.contains("no entry has terms in both en and de"))
      try Data(text.utf8.prefix(text.utf8.count - 30)).write(to: URL(fileURLWithPath: path))
      #expect(try Program.run(["--glossary", path], input: "a\n").status == 1)
    }
  }

  @Test("A file that is no glossary is an error with its line")
  func malformed() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tsv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("a\tb\nc\n".utf8).write(to: URL(fileURLWithPath: path))
    let run = try Program.run(["--glossary", path], input: "a\n")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("\(path), line 2: one column only"))
  }

  private struct Line: Decodable {
    var translation: String
    var warnings: [String]
  }
}
