import IO

extension ScoreRun {
  /// Writes the page that `--report` asks for.
  ///
  /// - Throws: `EvaluationError.unwritable`.
  public func writeReport(to path: String) throws(EvaluationError) {
    try AtomicFile<EvaluationError>.write(Array(reportPage().utf8), to: path)
  }
}
