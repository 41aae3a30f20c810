import FoundationEssentials
import Terminology
import Testing

@Suite struct WordListTests {
  /// A path in the temporary directory, removed at the end.
  private func withFile(_ body: (String) throws -> Void) throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/words-\(UUID().uuidString).bin"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  /// Words of all lengths, some the beginnings of others, with letters outside ASCII.
  private static let entries: [String: [String]] = {
    var generator = SystemRandomNumberGenerator()
    var entries: [String: [String]] = ["the": [], "do": ["tun"], "dot": ["Punkt"], "doté": ["x"], "größe": ["size"]]
    for _ in 0..<2000 {
      let word = String((0..<Int.random(in: 1...7, using: &generator)).compactMap { _ in "abcäöß".randomElement() })
      let count = Int.random(in: 0...3, using: &generator)
      entries[word] = (0..<count).map { "translation \($0) of \(word)" }
    }
    return entries
  }()

  @Test func everyWordIsFoundAndNoOther() throws {
    try withFile { path in
      var writer = WordListWriter()
      for (word, translations) in Self.entries { writer.add(word, translations) }
      try writer.write(to: path)
      let list = try WordList(path: path)
      #expect(list.count == Self.entries.count)
      for (word, translations) in Self.entries {
        #expect(list.translations(of: word) == translations)
        for other in [word + "a", String(word.dropLast()), word + "\t", word + "\u{0}"] {
          #expect(list.translations(of: other) == Self.entries[other])
        }
      }
    }
  }

  @Test func damagedFilesThrowOrGiveNothingBad() throws {
    try withFile { path in
      var writer = WordListWriter()
      for (word, translations) in Self.entries.prefix(60) { writer.add(word, translations) }
      try writer.write(to: path)
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      for trial in 0..<good.count {
        var bad = good
        if trial % 2 == 0 { bad = bad.prefix(trial) } else { bad[trial] ^= UInt8(trial % 255 + 1) }
        try bad.write(to: URL(fileURLWithPath: path))
        guard let list = try? WordList(path: path) else { continue }
        for word in Self.entries.keys { _ = list.translations(of: word) }
      }
      try good.dropLast().write(to: URL(fileURLWithPath: path))
      #expect(throws: WordListError.self) { try WordList(path: path) }
    }
  }

  @Test func whatAFileCannotHoldIsLeftOut() throws {
    var writer = WordListWriter()
    writer.add("", ["x"])
    writer.add("a\tb", ["x"])
    writer.add("Pear", ["Birne", "Bir\tne", "Birne", ""])
    #expect(writer.count == 1)
    try withFile { path in
      try writer.write(to: path)
      #expect(try WordList(path: path).translations(of: "pear") == ["Birne"])
    }
  }
}
