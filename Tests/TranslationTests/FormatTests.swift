import FoundationEssentials
import Testing
import Translation

@Suite("Output formats")
struct FormatTests {
  @Test("Text with n-best lists, scores and alignments")
  func text() throws {
    let input = "one two three.\n\nOne. Two.\r\n"
    let scored = try filter(input) { $0.showsScores = true }
    #expect(scored == "one two three. ||| -0.375\n ||| 0.0\nOne. Two. ||| -0.125\r\n")
    let both = try filter(input) {
      $0.showsScores = true
      $0.showsAlignment = true
    }
    #expect(both == "one two three. ||| 0-0 1-1 2-2 ||| -0.375\n |||  ||| 0.0\nOne. Two. ||| 0-0 1-1 ||| -0.125\r\n")
    let best = try filter(input) { $0.translation.search.nBest = 2 }
    #expect(
      best == """
        0 ||| one two three. ||| -0.375
        0 ||| one two three.? ||| -1.375
        1 |||  ||| 0.0
        2 ||| One. Two. ||| -0.125
        2 ||| One. Two.? ||| -0.625

        """)
  }

  private struct Record: Decodable {
    struct Hypothesis: Decodable {
      var translation: String
      var score: Double?
    }
    var line: Int
    var continued: Bool?
    var source: String
    var translation: String
    var score: Double?
    var tokens: [String]
    var sourceTokens: [String]
    var tokenScores: [Double?]
    var alignment: [[Int]]
    var warnings: [String]
    var nBest: [Hypothesis]?

    enum CodingKeys: String, CodingKey {
      case line, continued, source, translation, score, tokens, alignment, warnings
      case sourceTokens = "source_tokens"
      case tokenScores = "token_scores"
      case nBest = "n_best"
    }
  }

  private func records(_ input: [UInt8], _ change: (inout LineFilterOptions) -> Void = { _ in }) throws -> [Record] {
    let output = try filter(input) {
      $0.format = .jsonl
      change(&$0)
    }
    return try output.split(separator: 0x0A).map { try JSONDecoder().decode(Record.self, from: Data($0)) }
  }

  @Test("JSON lines tell everything")
  func jsonLines() throws {
    let record = try #require(try records(Array("\u{FEFF}Copy all 3 files.\r\n".utf8)).first)
    #expect(record.line == 1)
    #expect(record.source == "Copy all 3 files.")
    #expect(record.translation == "Copy all 3 files.")
    #expect(record.score == -0.5)
    #expect(record.sourceTokens == ["Copy", "all", "3", "files."])
    #expect(record.tokens == record.sourceTokens)
    #expect(record.tokenScores == [-0.125, -0.125, -0.125, -0.125])
    #expect(record.alignment == [[0, 0], [1, 1], [2, 2], [3, 3]])
    #expect(record.warnings == ["copied"])
    #expect(record.nBest == nil)
    #expect(record.continued == nil)
  }

  @Test("JSON lines are one for each line, whatever is in it")
  func hostile() throws {
    let lines = HostileText.lines(count: 500).map { $0.prefix(2000) }
    let found = try records(lines.flatMap { line -> [UInt8] in line + [0x0A] })
    #expect(found.map(\.line) == Array(1...500))
    for (record, line) in zip(found, lines) {
      var expected = String(decoding: line, as: UTF8.self)
      if expected.unicodeScalars.first == "\u{FEFF}", record.line == 1 { expected.unicodeScalars.removeFirst() }
      #expect(Array(record.source.utf8) == Array(expected.utf8))
    }
  }

  @Test("JSON lines with n-best lists, and of enormous lines")
  func more() throws {
    let lists = try records(Array("one.\n\n".utf8)) { $0.translation.search.nBest = 2 }
    #expect(lists[0].nBest?.map(\.translation) == ["one.", "one.?"])
    #expect(lists[0].nBest?.map(\.score) == [-0.125, -1.125])
    #expect(lists[1].nBest == nil)
    let fragments = try records(Array("one two three four\nfive\n".utf8)) { $0.fragmentLimit = 10 }
    #expect(fragments.map(\.line) == [1, 1, 2])
    #expect(fragments.map(\.continued) == [true, nil, nil])
    #expect(fragments.map(\.source).joined() == "one two three fourfive")
  }
}
