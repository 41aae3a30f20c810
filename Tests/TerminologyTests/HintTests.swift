import FoundationEssentials
import Terminology
import Testing

@Suite struct HintTests {
  @Test(arguments: [
    ("It's a hedge-hog's well-known nest-", ["It's", "a", "hedge-hog's", "well-known", "nest"]),
    ("Äpfel, größer/kleiner 3rd x2y", ["Äpfel", "größer", "kleiner", "rd", "x", "y"]), ("", []), ("--'", []),
    ("Привет 東京", ["Привет", "東京"]),
  ])
  func words(text: String, expected: [String]) {
    #expect(WordScanner.words(of: text).map { String(text[$0]) } == expected)
  }

  @Test(arguments: [
    ("en", "pears", "pear"), ("en", "stopped", "stop"), ("en", "ladies", "lady"), ("en", "hoping", "hope"),
    ("de", "Katzen", "katze"), ("de", "kleinsten", "kleinst"), ("de", "machte", "machen"), ("de", "Birnen", "birne"),
  ])
  func baseForms(language: String, word: String, base: String) {
    let candidates = BaseForms(language: language).candidates(word.lowercased())
    #expect(candidates.first == word.lowercased())
    #expect(candidates.contains(base))
  }

  private func hints(_ entries: [String: [String]], _ language: String, _ text: String) throws -> [[String]] {
    let path = "\(FileManager.default.temporaryDirectory.path)/hints-\(UUID().uuidString).bin"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = WordListWriter()
    for (word, translations) in entries { writer.add(word, translations) }
    try writer.write(to: path)
    return DictionaryHints(try WordList(path: path), language: language).hints(for: text)
      .map { [String(text[$0.range])] + $0.translations }
  }

  @Test func aWordThatNeedsNoHelpHidesAnother() throws {
    let entries = ["doe": ["Hirschkuh"], "does": [], "pear": ["Birne", "Birnbaum", "Glühbirne"]]
    #expect(try hints(entries, "en", "He does eat pears.") == [["pears", "Birne", "Birnbaum"]])
    #expect(try hints(entries, "en", "Two doe") == [["doe", "Hirschkuh"]])
  }

  @Test func namesAreNotLookedUpWhereCapitalsMeanNames() throws {
    #expect(try hints(["pear": ["Birne"]], "en", "Pear trees of Mr Pear") == [["Pear", "Birne"]])
    #expect(try hints(["birne": ["pear"]], "de", "Die Birne") == [["Birne", "pear"]])
  }
}
