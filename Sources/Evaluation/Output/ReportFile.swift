#if canImport(Glibc)
  import Glibc
#endif

extension ScoreRun {
  /// Writes the page that `--report` asks for.
  ///
  /// - Throws: `EvaluationError.unwritable`.
  public func writeReport(to path: String) throws(EvaluationError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(file) }
    let bytes = Array(reportPage().utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + written }, bytes.count - written) }
      guard count > 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
      written += count
    }
  }
}
