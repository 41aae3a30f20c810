import Corpora
import FoundationEssentials
import Terminology
import Testing

@Suite struct DictionaryTests {
  private func list(_ writer: WordListWriter) throws -> WordList {
    let path = "\(FileManager.default.temporaryDirectory.path)/dictionary-\(UUID().uuidString).bin"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try writer.write(to: path)
    return try WordList(path: path)
  }

  private func builder(_ entries: [(String, String)], text: [(String, String)], rareBelow: Int = 3) -> DictionaryBuilder
  {
    var builder = DictionaryBuilder(source: "en", target: "de")
    builder.rareBelow = rareBelow
    builder.alternatives = 2
    for (english, german) in entries { builder.add(english, german) }
    for (english, german) in text { builder.count(english, german) }
    for (english, german) in text { builder.weigh(english, german) }
    return builder
  }

  @Test func rareWordsGetTranslationsAndFrequentOnesNone() throws {
    let builder = builder(
      [
        ("pears", "Birnen"), ("dog", "Hund"), ("plum", "Pflaume"), ("plum", "Birne"), ("plum", "Birnbaum"),
        ("to eat", "essen"), ("hard disk", "Festplatte"), ("x", "y"),
      ],
      text: [
        ("The dog saw a pear.", "Der Birnbaum"), ("The dog", "Der Birnbaum"), ("That dog", "Eine Birne"),
      ])
    let words = try list(builder.words(of: .source))
    #expect(words.translations(of: "dog") == [])
    #expect(words.translations(of: "pears") == ["Birnen"])
    // Without a line that has the word, translations that the text has come first, the most frequent before the others.
    #expect(words.translations(of: "plum") == ["Birnbaum", "Birne"])
    #expect(words.translations(of: "eat") == ["essen"])
    #expect(words.translations(of: "hard disk") == nil && words.translations(of: "x") == nil)
    #expect(try list(builder.words(of: .target)).translations(of: "essen") == ["eat"])
  }

  @Test func whatTheTextHasBesideAWordComesFirst() throws {
    let entries = [("knit", "verbunden"), ("knit", "stricken"), ("spoon", "Blinker")]
    let text =
      [("She knitted.", "Sie strickte."), ("They knit.", "Sie stricken.")]
      + Array(repeating: ("It is connected.", "Es ist verbunden."), count: 9)
      + Array(repeating: ("Spoons!", "Löffel!"), count: 5)
    let words = try list(builder(entries, text: text, rareBelow: 100).words(of: .source))
    #expect(words.translations(of: "knit") == ["stricken", "verbunden"])
    // A word that the text has five times, never so translated, is better left alone.
    #expect(words.translations(of: "spoon") == [])
  }
}
