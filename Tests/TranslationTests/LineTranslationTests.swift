import Testing
import Translation

@Suite("Lines put together")
struct LineTranslationTests {
  private func hypothesis(_ text: String, _ score: Float) -> TranslationHypothesis {
    TranslationHypothesis(
      text: text, score: score, tokens: [text], tokenScores: [score], alignment: [AlignmentLink(source: 0, target: 0)])
  }

  private func line(_ segments: [SegmentTranslation], nBest: Int) -> LineTranslation {
    let parts = segments.indices.flatMap { [LinePart.segment("s\($0)", length: 1), .space(" ")] }
    return LineTranslation(
      line: Line(number: 3, bytes: []), source: "source", parts: parts, translations: segments, nBest: nBest)
  }

  @Test("Tokens, scores and alignments of segments follow each other")
  func joining() {
    let segments = [
      SegmentTranslation(sourceTokens: ["a", "b"], hypotheses: [hypothesis("A", -1)]),
      SegmentTranslation(sourceTokens: ["c"], hypotheses: [hypothesis("C", -2)]),
    ]
    let joined = line(segments, nBest: 1)
    #expect(joined.sourceTokens == ["a", "b", "c"])
    #expect(joined.hypotheses.count == 1)
    #expect(joined.hypotheses[0].text == "A C ")
    #expect(joined.hypotheses[0].tokens == ["A", "C"])
    #expect(joined.hypotheses[0].tokenScores == [-1, -2])
    #expect(joined.hypotheses[0].score == -1.5)
    #expect(
      joined.hypotheses[0].alignment == [AlignmentLink(source: 0, target: 0), AlignmentLink(source: 2, target: 1)])
  }

  @Test("The n best of a line are the best of all combinations", arguments: [1, 2, 5, 30])
  func combinations(nBest: Int) {
    var random = Numbers(state: 5)
    let segments = (0..<4).map { segment in
      let scores = (0..<3).map { _ in -Float(random.next(1000)) / 100 }.sorted(by: >)
      return SegmentTranslation(
        hypotheses: scores.enumerated().map { hypothesis("\(segment)\($0)", $1) })
    }
    // Every combination, one by one.
    var all: [(text: String, score: Float)] = [("", 0)]
    for segment in segments {
      all = all.flatMap { start in segment.hypotheses.map { (start.text + $0.text + " ", start.score + $0.score) } }
    }
    let expected = all.sorted { $0.score > $1.score }.prefix(nBest)
    let found = line(segments, nBest: nBest).hypotheses
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(abs(one.score * 4 - other.score) < 1e-4) }
    #expect(Set(found.map(\.text)).count == found.count)
  }

  @Test(
    "Doubtful translations are told",
    arguments: [
      ("The file is here.", "Die Datei ist hier.", []),
      ("The file is here.", "  ", [.empty]),
      ("", "", []),
      ("The file is here.", "The file is here.", [.copied]),
      ("OK", "OK", []),
      ("Copy it.", "Ja ja ja ja ja", [.repetition]),
      ("Copy it.", "und so und so und so und so weiter", [.repetition]),
      ("no no no no no", "nein nein nein nein nein", []),
      ("It is.", "Das ist zwar möglich, aber doch sehr lang geraten.", [.length]),
      ("This is quite a long sentence, with much to say about this and that.", "Kurz.", [.length]),
      ("It costs 1,000.50 euros on 3 May.", "Es kostet am 3. Mai 1.000,50 Euro.", []),
      ("It costs 25 euros.", "Es kostet 26 Euro.", [.numbers]),
      ("Four of 4.", "Vier von ٤.", []),
      ("Version 2 and 2.", "Version 2.", [.numbers]),
    ] as [(String, String, [LineWarning])])
  func warnings(source: String, translation: String, expected: [LineWarning]) {
    var line = line([], nBest: 1)
    line.source = source
    line.hypotheses = [TranslationHypothesis(text: translation)]
    #expect(line.warnings == expected)
    line.hypotheses[0].reachedMaximumLength = true
    #expect(line.warnings.contains(.cut) == !(source.isEmpty || expected == [.empty]))
  }
}
