/// Reads pairs, tidies them, and writes those that no rule drops; one pair in memory at a time.
public struct CleaningRun {
  private let cleaner: Cleaner
  /// What happened so far.
  public private(set) var report: CleaningReport

  public init(cleaner: Cleaner, samplesPerRule: Int = 0) {
    self.cleaner = cleaner
    report = CleaningReport(samplesPerRule: samplesPerRule)
  }

  /// - Parameters:
  ///   - sourceColumn: the source's place among a row's columns, from 1, which the tidied text takes; likewise
  ///     `targetColumn`. Rows of two files come out as two columns.
  public mutating func clean(
    _ input: PairStream, sourceColumn: Int = 1, targetColumn: Int = 2,
    write: (_ pair: TextPair, _ columns: [String]) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    while let row = try input.next() {
      let pair = TextPair(TextTidying.tidy(row.pair.source), TextTidying.tidy(row.pair.target))
      let verdict = cleaner.verdict(pair)
      report.record(pair, verdict)
      guard verdict == nil else { continue }
      var columns = row.columns.isEmpty ? ["", ""] : row.columns
      columns[sourceColumn - 1] = pair.source
      columns[targetColumn - 1] = pair.target
      try write(pair, columns)
    }
  }
}
