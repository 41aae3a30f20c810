import Testing
import Translation

/// Pairs as training sees them: the translation's spans behind the source's marks.
@Suite("Masked pairs")
struct MaskedPairTests {
  private func masked(_ source: String, _ target: String) throws -> (source: String, target: String)? {
    let translator = MarkDouble { text, _ in text }
    return try TextPreparer(for: translator, safeguards: Safeguards(for: translator)).masked(source, target)
  }

  /// The text with `#N` for a mark.
  private func written(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += SpanMark($1).map { "#\($0.number)" } ?? String($1) }
  }

  @Test("Spans stand behind the same marks on both sides, in whatever order")
  func order() throws {
    let pair = try #require(try masked("Copy {a} to {b}.", "Nach {b} wird {a} kopiert."))
    #expect(written(pair.source) == "Copy #0 to #1.")
    #expect(written(pair.target) == "Nach #1 wird #0 kopiert.")
    let twice = try #require(try masked("From %s to %s.", "Von %s nach %s."))
    #expect(written(twice.target) == "Von #0 nach #1.")
  }

  @Test("What encloses a sentence goes from both sides, accelerators too")
  func around() throws {
    let pair = try #require(try masked("<b>Open the file</b>", "<b>Datei öffnen</b>"))
    #expect(written(pair.source) == "Open the file" && written(pair.target) == "Datei öffnen")
    let menu = try #require(try masked("&Open file", "Datei ö&ffnen"))
    #expect(menu.source == "Open file" && menu.target == "Datei öffnen")
  }

  @Test(
    "Nothing is made of a translation that lacks a span, and of several sentences",
    arguments: [
      ("Copy {a}.", "Kopieren."), ("<b>Open</b>", "Öffnen"), ("One. Two.", "Eins. Zwei."), ("%s", "%s"), ("", ""),
    ])
  func unusable(source: String, target: String) throws {
    #expect(try masked(source, target) == nil)
  }
}
