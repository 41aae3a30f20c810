import Synchronization

extension Metric {
  /// The statistics of a whole corpus, counted on all cores without keeping those of its lines.
  ///
  /// - Parameter threads: `nil` for one a core; the result does not depend on it.
  public func statistics(of corpus: Corpus, threads: Int? = nil) -> Statistics {
    guard hasWholeStatistics || corpus.references.count == 1 else {
      return Statistics(row: statisticsTable(of: corpus, threads: threads).sums)
    }
    let sums = Mutex([Double](repeating: 0, count: columns))
    corpus.forEachChunk(of: self, threads: threads) { chunk, count in
      let row = UnsafeMutableBufferPointer<Double>.allocate(capacity: columns)
      defer { row.deallocate() }
      var chunkSums = [Double](repeating: 0, count: columns)
      for line in chunk {
        row.update(repeating: 0)
        count(line, row)
        for column in 0..<columns { chunkSums[column] += row[column] }
      }
      sums.withLock { sums in
        for column in 0..<columns { sums[column] += chunkSums[column] }
      }
    }
    return Statistics(row: sums.withLock { $0 })
  }

  public func score(_ corpus: Corpus, threads: Int? = nil) -> Score { score(statistics(of: corpus, threads: threads)) }

  /// Scores a corpus.
  ///
  /// - Parameters:
  ///   - hypotheses: one translation a line.
  ///   - references: [reference][line], as many lines as `hypotheses`.
  /// - Throws: `EvaluationError` where line counts differ or there is nothing to score.
  public func corpusScore(
    hypotheses: [String], references: [[String]], threads: Int? = nil
  ) throws(EvaluationError) -> Score {
    let corpus = try Corpus(hypotheses: Segments(hypotheses), references: references.map { Segments($0) })
    return score(corpus, threads: threads)
  }

  /// Scores translations against one reference each.
  ///
  /// - Throws: `EvaluationError` where line counts differ or there is nothing to score.
  public func score(_ hypotheses: [String], against references: [String]) throws(EvaluationError) -> Score {
    try corpusScore(hypotheses: hypotheses, references: [references])
  }

  /// Scores one line. For BLEU, set `effectiveOrder`.
  ///
  /// - Throws: `EvaluationError.noReference`.
  public func sentenceScore(hypothesis: String, references: [String]) throws(EvaluationError) -> Score {
    try corpusScore(hypotheses: [hypothesis], references: references.map { [$0] }, threads: 1)
  }

  /// The signature of scores on this corpus.
  public func signature(of corpus: Corpus, resampling: Signature.Resampling? = nil) -> Signature {
    Signature(referenceCount: corpus.referenceCount, resampling: resampling, metric: signatureFields)
  }
}
