import Subwords
import Testing

@Suite struct LearnerTests {
  @Test(arguments: [440, 460, 480]) func theVocabularyHasTheSizeAskedFor(size: Int) throws {
    let result = try Golden.learn(["sentences.txt"], .vocabulary(size), minimumCharacterCount: 3)
    #expect(result.vocabulary.count == size)
  }

  @Test func saysWhenTheSizeCannotBe() throws {
    #expect(throws: SubwordError.self) { try Golden.learn(["sentences.txt"], .vocabulary(300)) }
    #expect(throws: SubwordError.self) { try Golden.learn(["sentences.txt"], .vocabulary(100_000)) }
    #expect(throws: SubwordError.nothingToLearnFrom) { try Golden.learn([], .merges(10)) }
  }

  @Test func countersAddUp() throws {
    let lines = try Golden.lines("sentences.txt")
    let whole = try WordCounter()
    let parts = [try WordCounter(), try WordCounter()]
    for (index, line) in lines.enumerated() {
      whole.add(line)
      parts[index % 2].add(line)
    }
    parts[1].merge(parts[0])
    let results = try [whole, parts[1]].map { counter in
      var learner = try BPELearner(counter, options: BPELearner.Options(size: .merges(100)))
      return try learner.learn()
    }
    #expect(results[0].codes.text.bytes == results[1].codes.text.bytes)
    #expect(results[0].vocabulary.text.bytes == results[1].vocabulary.text.bytes)
  }

  /// What has no ink, and a `▁` in the text itself, get no piece however frequent they are.
  @Test func invisibleCharactersGoThroughBytes() throws {
    let counter = try WordCounter()
    for _ in 0..<50 { counter.add("a\u{200D}b \u{A0}c\u{AD}d ▁▁ x▁y \0\0 \u{3000}\u{3000} ab") }
    var learner = try BPELearner(counter, options: BPELearner.Options(size: .merges(50)))
    let pieces = try learner.learn().vocabulary.pieces.dropFirst(290)
    #expect(pieces.contains { $0.bytes == "▁ab".bytes })
    for piece in pieces {
      #expect(
        !piece.unicodeScalars.contains {
          $0.properties.generalCategory == .format || $0.properties.isWhitespace || $0.value == 0
        })
      #expect(piece.unicodeScalars.dropFirst().allSatisfy { $0 != "▁" })
    }
  }

  /// Learnt merges against a learner that counts everything again for every merge.
  @Test func agreesWithCountingAfresh() throws {
    let words = try Golden.lines("runs.txt").prefix(12) + Golden.lines("sentences.txt").prefix(6)
    let counter = try WordCounter(pretokenized: true)
    for line in words { counter.add(line) }
    var learner = try BPELearner(counter, options: BPELearner.Options(size: .merges(60)))
    let merges = try learner.learn().codes.merges.map { [$0.left, $0.right] }
    #expect(merges == naiveMerges(words.flatMap { $0.split(separator: " ").map(String.init) }, count: 60))
  }

  private func naiveMerges(_ words: [String], count: Int) -> [[String]] {
    var words = words.map { word in
      let symbols = word.unicodeScalars.map { String(Character($0)) }
      return Array(symbols.dropLast()) + [(symbols.last ?? "") + "</w>"]
    }
    return (0..<count).map { _ in
      var counts: [[String]: Int] = [:]
      for word in words { for pair in zip(word, word.dropFirst()) { counts[[pair.0, pair.1], default: 0] += 1 } }
      let best =
        counts.max { one, other in
          (one.value, one.key[0], one.key[1]) < (other.value, other.key[0], other.key[1])
        }?.key ?? []
      words = words.map { joined($0, best) }
      return best
    }
  }

  private func joined(_ word: [String], _ pair: [String]) -> [String] {
    var out: [String] = []
    var index = 0
    while index < word.count {
      let joins = index + 1 < word.count && [word[index], word[index + 1]] == pair
      out.append(joins ? pair.joined() : word[index])
      index += joins ? 2 : 1
    }
    return out
  }
}
