import Foundation
import Memory
import Testing
import Text

/// Past translations: what is found, what is refused, and that the index finds what a look at every unit finds.
@Suite struct PastStoreTests {
  private let path = NSTemporaryDirectory() + "past-\(UUID().uuidString).sqlite"
  private let languages = LanguagePair(source: "en", target: "de")

  private func unit(_ source: String, _ target: String, kind: PastUnit.Kind = .imported, origin: String = "")
    -> PastUnit
  {
    PastUnit(languages, source, target, kind: kind, origin: origin, created: 0)
  }

  @Test func laterTranslationsCountButNoImportReplacesACorrection() throws {
    let store = try PastStore(path: path)
    try store.add([unit("Open.", "Auf."), unit("Open.", "Öffnen.")])
    #expect(try store.exact("Open.", languages)?.target == "Öffnen.")
    try store.add([unit("Open.", "Aufmachen.", kind: .correction)])
    try store.add([unit("Open.", "Öffnen.")])
    #expect(try store.exact("Open.", languages)?.target == "Aufmachen.")
    #expect(try store.exact("open.", languages) == nil)
    #expect(try store.exact("Open.", LanguagePair(source: "en", target: "fr")) == nil)
  }

  @Test func whatWasAddedIsThereInAnotherProcess() throws {
    let (one, other) = (try PastStore(path: path), try PastStore(path: path))
    try one.add([unit("Close the window.", "Schließen Sie das Fenster.")])
    #expect(
      try other.nearest(to: "Close that window.", languages, atLeast: 0.5).first?.unit.source == "Close the window.")
    try other.add([unit("Close the door.", "Schließen Sie die Tür.")])
    #expect(try one.nearest(to: "Close the doors.", languages, atLeast: 0.5).first?.unit.source == "Close the door.")
  }

  @Test func removedUnitsAreNotFound() throws {
    let store = try PastStore(path: path)
    try store.add([
      unit("Save the file.", "Datei sichern.", origin: "a"), unit("Save the files.", "Dateien sichern.", origin: "b"),
    ])
    var filter = PastStore.Filter()
    filter.origin("b")
    #expect(try store.remove(filter) == 1)
    #expect(try store.nearest(to: "Save the files.", languages, atLeast: 0.3).map(\.unit.source) == ["Save the file."])
  }

  @Test func placeholdersAreAlikeAndSignsTellTextsApart() throws {
    let store = try PastStore(path: path)
    try store.add([unit("Cannot open %s", "Kann %s nicht öffnen")])
    let found = try #require(try store.nearest(to: "Cannot open {name}", languages, atLeast: 0.5).first)
    #expect(found.similarity < 1 && found.similarity > 0.9)
  }

  /// Against a look at every unit: whatever is as like as 0.6 or more, something as like is found.
  @Test func theIndexFindsTheNearest() throws {
    let store = try PastStore(path: path)
    var random = SystemRandomNumberGenerator()
    let words = (0..<300).map { "word\($0)" }
    // Some words are common, most are rare, as in language.
    func word() -> String { words[Int(Double(words.count) * pow(Double.random(in: 0..<1, using: &random), 3))] }
    let sources = Set((0..<2000).map { _ in (0..<Int.random(in: 4...12)).map { _ in word() }.joined(separator: " ") })
    try store.add(sources.map { unit($0, "x") })
    for source in sources.prefix(60) {
      var query = source.split(separator: " ").map(String.init)
      query[Int.random(in: query.indices)] = "changed"
      let text = query.joined(separator: " ")
      let found = try store.nearest(to: text, languages, atLeast: 0).first?.similarity ?? 0
      let expected = 1 - 1 / Float(query.count)
      #expect(found >= expected - 0.001, "\(text)")
    }
  }

  @Test(arguments: [
    ("Hello.", "", UnitProblem.empty), ("Use %d.", "Benutze es.", .placeholders), ("A", "B\u{1}", .control),
    ("Yes", String(repeating: "Ja, das ist so. ", count: 20), .length),
  ])
  func poisonIsRefused(_ source: String, _ target: String, _ problem: UnitProblem) {
    #expect(UnitProblem(unit(source, target)) == problem)
  }

  @Test func ordinaryUnitsAreAccepted() {
    #expect(UnitProblem(unit("Open %s.", "Öffne %s.")) == nil)
    #expect(UnitProblem(unit("OK", "OK")) == nil)
  }

  @Test func texts() throws {
    // No text, whatever it is, makes a look-up fail.
    let store = try PastStore(path: path)
    let hostile = [
      "\"", "\" OR *", "a\u{0}b", "NEAR(", "\u{2E31}", "日本語のテキスト", "🙂", String(repeating: "x ", count: 5000), "%s%s",
      "",
    ]
    try store.add(hostile.map { unit($0, $0) })
    for text in hostile where !text.isEmpty {
      #expect(try store.nearest(to: text, languages, atLeast: 0.9).first?.unit.source == text)
    }
  }
}
