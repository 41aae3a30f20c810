extension ScoreRun {
  /// The page that `--report` asks for.
  public func reportPage() -> String {
    let lineMetric = ChrF(request.chrF)
    let lengthMetric = BLEU(request.bleu)
    let names = ShortNames.of(systems.map(\.name))
    let pages = zip(names, systems).map { name, system in
      let lengths = lengthMetric.statisticsTable(of: system.corpus, threads: request.threads)
      return ScorePage.System(
        name: name, corpus: system.corpus, lineScores: lineScores(lineMetric, system.corpus),
        lengths: (0..<lengths.count).map { line in
          let row = lengths.row(line)
          return (hypothesis: row[0], reference: row[1])
        })
    }
    return ScorePage(
      systems: pages, metrics: request.configuredMetrics.map { pageResult($0) },
      references: ShortNames.of(request.references),
      lineMetric: lineMetric.name
    ).html()
  }

  private func pageResult<M: Metric>(_ metric: M) -> ScorePage.MetricResult {
    let column = column(metric, test)
    return ScorePage.MetricResult(
      name: column.name, signature: column.signature.formatted(), lowerIsBetter: metric is TER,
      results: column.results, lineScores: systems.map { lineScores(metric.forLines, $0.corpus) })
  }

  private func lineScores<M: Metric>(_ metric: M, _ corpus: Corpus) -> [Double] {
    let table = metric.statisticsTable(of: corpus, threads: request.threads)
    return (0..<table.count).map { metric.score(M.Statistics(row: table.row($0))).value }
  }
}

/// File names for places where a whole path is too long.
enum ShortNames {
  /// The last parts of paths, as many as it takes to tell them apart.
  static func of(_ paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/") }
    let deepest = parts.map(\.count).max() ?? 0
    for depth in 1..<max(2, deepest) {
      let names = parts.map { $0.suffix(depth).joined(separator: "/") }
      if Set(names).count == paths.count { return names }
    }
    return paths
  }
}
