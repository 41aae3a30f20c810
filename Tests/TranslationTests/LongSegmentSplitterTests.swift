import Synchronization
import Testing
import Translation

@Suite("Splitting of over-long sentences")
struct LongSegmentSplitterTests {
  /// Tokens as in ``DoubleTranslator``.
  private func tokens(_ text: String) -> Int { (text.utf8.count + 3) / 4 }

  private func texts(_ parts: [LinePart]) -> [String] {
    parts.map {
      switch $0 {
      case .space(let text), .segment(let text, _): text
      }
    }
  }

  private func segments(_ parts: [LinePart]) -> [String] {
    parts.compactMap { if case .segment(let text, _) = $0 { text } else { nil } }
  }

  @Test("Joined the parts are the sentence, and none is too long", arguments: [1, 3, 10, 100])
  func parts(limit: Int) {
    let splitter = LongSegmentSplitter(limit: limit, length: tokens)
    for line in HostileText.lines(count: 400) where !line.isEmpty {
      let sentence = String(decoding: line.prefix(5000), as: UTF8.self)
      let parts = splitter.parts(of: sentence)
      #expect(Array(texts(parts).joined().utf8) == Array(sentence.utf8))
      for case .segment(let text, let length) in parts {
        #expect(!text.isEmpty && length == tokens(text))
        #expect(length <= limit)
      }
    }
  }

  @Test("Cuts fall behind clauses, else between words, else between characters")
  func places() {
    let splitter = LongSegmentSplitter(limit: 10, length: tokens)
    #expect(splitter.parts(of: "Short enough, really.") == [.segment("Short enough, really.", length: 6)])
    #expect(
      segments(splitter.parts(of: "When the disk is full, nothing can be written; the rest (1,000.5 MB) stays."))
        == ["When the disk is full,", "nothing can be written;", "the rest (1,000.5 MB) stays."])
    #expect(
      texts(splitter.parts(of: "one two three four five six seven eight nine ten"))
        == ["one two three four five", " ", "six seven eight nine ten"])
    #expect(segments(splitter.parts(of: "これは長い文です、次の文も長い。終わり")).first == "これは長い文です、")
    let families = String(repeating: "👨‍👩‍👧", count: 9)
    #expect(
      segments(LongSegmentSplitter(limit: 40, length: tokens).parts(of: families)).allSatisfy {
        $0.allSatisfy { $0 == "👨‍👩‍👧" }
      })
  }

  @Test("Pieces are of about the same length, not full ones and a rest")
  func balance() {
    let sentence = (0..<21).map { _ in "abc" }.joined(separator: " ")
    let lengths = segments(LongSegmentSplitter(limit: 20, length: tokens).parts(of: sentence)).map(tokens)
    #expect(lengths.count == 2)
    #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 2)
  }

  @Test("The work grows with the length of the text only, with or without spaces", arguments: ["x", "x ", "x, ", "界"])
  func work(unit: String) {
    func measured(_ count: Int) -> Int {
      let bytes = Atomic(0)
      let splitter = LongSegmentSplitter(limit: 100) { text in
        bytes.add(text.utf8.count, ordering: .relaxed)
        return tokens(text)
      }
      _ = splitter.parts(of: String(repeating: unit, count: count))
      return bytes.load(ordering: .relaxed)
    }
    #expect(measured(100_000) < 11 * measured(10_000))
    #expect(measured(100_000) < 8 * 100_000 * unit.utf8.count)
  }

  @Test("A piece whose tokens fall otherwise than those of its units is halved")
  func surprise() {
    // Whatever has a space in it costs far more than its words.
    let splitter = LongSegmentSplitter(limit: 10) { tokens($0) + ($0.contains(" ") ? 8 : 0) }
    let sentence = "one two three four five six seven eight nine ten"
    let parts = splitter.parts(of: sentence)
    #expect(texts(parts).joined() == sentence)
    for case .segment(_, let length) in parts { #expect(length <= 10) }
  }
}
