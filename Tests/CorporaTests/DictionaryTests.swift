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

  @Test func rareWordsGetTranslationsAndFrequentOnesNone() throws {
    var builder = DictionaryBuilder()
    builder.rareBelow = 3
    builder.alternatives = 2
    for _ in 0..<3 { builder.count("The dog saw a pear.", on: .source) }
    for _ in 0..<2 { builder.count("Der Birnbaum", on: .target) }
    builder.count("Eine Birne", on: .target)
    for (english, german) in [
      ("pears", "Birnen"), ("dog", "Hund"), ("plum", "Pflaume"), ("plum", "Birne"), ("plum", "Birnbaum"),
      ("to eat", "essen"), ("hard disk", "Festplatte"), ("x", "y"),
    ] { builder.add(english, german) }
    let words = try list(builder.words(of: .source))
    #expect(words.translations(of: "dog") == [])
    #expect(words.translations(of: "pears") == ["Birnen"])
    // Those that the text has come first, the most frequent before the others.
    #expect(words.translations(of: "plum") == ["Birnbaum", "Birne"])
    #expect(words.translations(of: "eat") == ["essen"])
    #expect(words.translations(of: "hard disk") == nil && words.translations(of: "x") == nil)
    #expect(try list(builder.words(of: .target)).translations(of: "essen") == ["eat"])
  }
}
