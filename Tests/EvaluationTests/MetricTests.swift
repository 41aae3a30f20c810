import Evaluation
import Testing

/// What holds of the metrics whatever the text.
@Suite struct MetricTests {
  private static let metrics: [any Metric] = [BLEU(), ChrF(), ChrF(.plusPlus), TER()]

  /// Published examples: Papineni et al. (2002), example 2, and the chrF and TER of a perfect translation.
  @Test func knownScores() throws {
    var lowercase = BLEU.Configuration()
    lowercase.lowercase = true
    let clipped = try BLEU(lowercase).sentenceScore(
      hypothesis: "the the the the the the the",
      references: ["The cat is on the mat.", "There is a cat on the mat."])
    #expect(abs(clipped.precisions[0] - 200.0 / 7) < 1e-9)
    let text = ["The file could not be opened.", "Wo ist die Datei?"]
    #expect(abs(try BLEU().corpusScore(hypotheses: text, references: [text]).value - 100) < 1e-9)
    #expect(try ChrF().corpusScore(hypotheses: text, references: [text]).value == 100)
    #expect(try TER().corpusScore(hypotheses: text, references: [text]).value == 0)
  }

  /// Snover et al. (2006), section 2: four edits (one of them a shift) over a reference of 13 words.
  @Test func aShiftCountsAsOneEdit() throws {
    let score = try TER().sentenceScore(
      hypothesis: "THIS WEEK THE SAUDIS denied information published in the new york times",
      references: ["SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times"])
    #expect(score.edits == 4)
    #expect(score.referenceLength == 13)
  }

  @Test func threadsDoNotMatter() throws {
    let hypotheses = (0..<3000).map { "line \($0) of \($0 % 7) words \($0 % 11)" }
    let references = (0..<3000).map { "line \($0) with \($0 % 5) words \($0 % 13)" }
    let others = (0..<3000).map { "a line with \($0 % 5) words" }
    let corpus = try Corpus(hypotheses: Segments(hypotheses), references: [Segments(references), Segments(others)])
    for metric in MetricTests.metrics {
      let table = metric.statisticsTable(of: corpus, threads: 1)
      #expect(metric.statisticsTable(of: corpus, threads: 7) == table)
      let intervals = [1, 3].map { metric.confidence(table, samples: 40, threads: $0) }
      #expect(intervals[0] == intervals[1])
    }
  }

  @Test func statisticsAddUp() throws {
    let text = ["a b c d e", "the cat sat", "one two three four", "x"]
    let other = ["a b d c e", "a cat sat there", "one two", "y"]
    let bleu = BLEU()
    func statistics(_ range: Range<Int>) throws -> BLEUStatistics {
      bleu.statistics(
        of: try Corpus(
          hypotheses: Segments(Array(text[range])), references: [Segments(Array(other[range]))]))
    }
    #expect(try statistics(0..<2) + statistics(2..<4) == statistics(0..<4))
  }

  /// The search leaves out what cannot win; trying everything must find nothing better.
  @Test func editDistanceIsThatOfTheWholeMatrix() {
    var random = RandomStream(seed: 5)
    for _ in 0..<300 {
      let left = (0..<1 + random.index(below: 24)).map { _ in random.index(below: 4) }
      let right = (0..<1 + random.index(below: 24)).map { _ in random.index(below: 4) }
      right.withUnsafeBufferPointer { reference in
        var distances = EditDistance()
        distances.begin(reference: reference, length: left.count)
        #expect(distances.rebase(to: left, unchanged: 0) == MetricTests.levenshtein(left, right))
      }
    }
  }

  private static func levenshtein(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var row = Array(0...right.count)
    for (index, word) in left.enumerated() {
      var next = [index + 1]
      for (column, other) in right.enumerated() {
        next.append(min(row[column] + (word == other ? 0 : 1), row[column + 1] + 1, next[column] + 1))
      }
      row = next
    }
    return row[right.count]
  }

  @Test func nGramsAreCountedOnceEach() {
    var random = RandomStream(seed: 8)
    var table = NGramTable()
    for _ in 0..<200 {
      let left = (0..<random.index(below: 30)).map { _ in random.index(below: 3) }
      let right = (0..<random.index(below: 30)).map { _ in random.index(below: 3) }
      table.begin(count: right.count * 4)
      right.withUnsafeBufferPointer { table.add($0, order: 4) }
      var matches = [0, 0, 0, 0]
      left.withUnsafeBufferPointer { table.match($0, order: 4, matches: &matches) }
      #expect(matches == (1...4).map { MetricTests.common(left, right, order: $0) })
    }
  }

  private static func common(_ left: [UInt32], _ right: [UInt32], order: Int) -> Int {
    func counts(_ items: [UInt32]) -> [[UInt32]: Int] {
      guard items.count >= order else { return [:] }
      return (0...items.count - order).reduce(into: [:]) { $0[Array(items[$1..<$1 + order]), default: 0] += 1 }
    }
    let reference = counts(right)
    return counts(left).reduce(0) { $0 + min($1.value, reference[$1.key] ?? 0) }
  }
}
