/// Runs a `ScoreRequest`: reads the files, computes, and prints.
public struct ScoreRun {
  private(set) var request: ScoreRequest
  private(set) var systems: [(name: String, corpus: Corpus)] = []
  /// What the user should know beside the scores.
  public private(set) var notes: [String] = []

  /// Reads all files.
  ///
  /// - Throws: `EvaluationError` for input that cannot be scored.
  public init(_ request: ScoreRequest) throws(EvaluationError) {
    try request.validate()
    let references = try ScoreRun.readReferences(request)
    try self.init(request, references: references, systems: try ScoreRun.readSystems(request))
  }

  /// - Parameter systems: each with its name; a name that occurs twice is an error, or in a paired test the baseline.
  /// - Throws: `EvaluationError` for input that cannot be scored.
  public init(
    _ request: ScoreRequest, references: [Segments], systems: [(name: String, segments: Segments)]
  ) throws(EvaluationError) {
    try request.validate()
    self.request = request
    for (name, segments) in systems {
      if self.systems.contains(where: { $0.name == name }) {
        guard request.isPaired, name == systems[0].name else { throw .duplicateSystem(name: name) }
        notes.append("'\(name)' is the baseline already and is not compared with itself.")
        continue
      }
      let corpus = try Corpus(
        hypotheses: segments, references: references, hypothesisName: name, referenceNames: request.references)
      self.systems.append((name, corpus))
    }
    try checkSystemCount()
    if request.metrics.contains(.bleu), !request.sentenceLevel, !request.bleu.force { warnAboutTokenisedText() }
    if request.sentenceLevel { self.request.bleu.effectiveOrder = true }
  }

  private static func readReferences(_ request: ScoreRequest) throws(EvaluationError) -> [Segments] {
    if request.referencesPerLine > 1 {
      return try LineReader.references(path: request.references[0], count: request.referencesPerLine)
    }
    var references: [Segments] = []
    for path in request.references { references.append(try LineReader.segments(path: path)) }
    return references
  }

  private static func readSystems(
    _ request: ScoreRequest
  ) throws(EvaluationError) -> [(name: String, segments: Segments)] {
    guard let inputs = request.inputs else {
      let systems = try LineReader.systemsFromStandardInput()
      if systems.count == 1 { return [("standard input", systems[0])] }
      let first = request.isPaired ? 0 : 1
      return systems.enumerated().map { ("System \($0.offset + first)", $0.element) }
    }
    var systems: [(name: String, segments: Segments)] = []
    for path in inputs {
      // The baseline may be given again; there is no need to read it twice.
      if let known = systems.first(where: { $0.name == path }) {
        systems.append(known)
      } else {
        systems.append((path, try LineReader.segments(path: path)))
      }
    }
    return systems
  }

  private func checkSystemCount() throws(EvaluationError) {
    if systems.count > 1, request.sentenceLevel { throw .sentenceLevelNeedsOneSystem(found: systems.count) }
    if systems.count > 1, case .confidence = request.test { throw .confidenceNeedsOneSystem(found: systems.count) }
    if systems.count == 1, request.isPaired { throw .pairedTestNeedsSystems }
  }

  private mutating func warnAboutTokenisedText() {
    for (name, corpus) in systems where corpus.linesEndingInTokenisedPeriod >= 100 {
      notes.append(
        "\(corpus.linesEndingInTokenisedPeriod) lines of \(name) end in ' .', as tokenised text does. BLEU is to be "
          + "computed on text as people write it: put it back together first, or say --force if this is how it should be."
      )
    }
  }

  /// Computes and formats the scores, without the newline at the end.
  public func output() -> String {
    if request.sentenceLevel { return sentenceLines() }
    return systems.count == 1 ? singleSystem() : comparison().formatted(request.style)
  }

  private func sentenceLines() -> String {
    let metric = request.configuredMetrics[0]
    return sentenceReports(metric, systems[0].corpus).map { report in
      request.style.scoreOnly
        ? report.number(width: request.style.width)
        : report.line(width: request.style.width, short: request.style.shortSignature)
    }.joined(separator: "\n")
  }

  private func sentenceReports<M: Metric>(_ metric: M, _ corpus: Corpus) -> [ScoreReport] {
    let table = metric.statisticsTable(of: corpus, threads: request.threads)
    let signature = metric.signature(of: corpus)
    return (0..<table.count).map { line in
      ScoreReport(score: metric.score(M.Statistics(row: table.row(line))), signature: signature)
    }
  }

  private func singleSystem() -> String {
    let reports = request.configuredMetrics.map { report($0, systems[0].corpus) }
    return ScoreReport.formatted(reports, request.style)
  }

  private func report<M: Metric>(_ metric: M, _ corpus: Corpus) -> ScoreReport {
    guard case .confidence(let samples) = request.test, samples > 1 else {
      return ScoreReport(
        score: metric.score(corpus, threads: request.threads), signature: metric.signature(of: corpus))
    }
    let table = metric.statisticsTable(of: corpus, threads: request.threads)
    return ScoreReport(
      score: metric.score(M.Statistics(row: table.sums)),
      interval: metric.confidence(table, samples: samples, seed: request.seed, threads: request.threads),
      signature: metric.signature(of: corpus, resampling: .bootstrap(samples: samples, seed: request.seed.text)))
  }

  private func comparison() -> SystemComparison {
    var names = systems.map(\.name)
    if test != nil { names[0] = request.inputs == nil ? "Baseline" : "Baseline: \(names[0])" }
    return SystemComparison(
      systems: names, columns: request.configuredMetrics.map { column($0, test) }, test: test)
  }

  var test: PairedTest? {
    guard case .paired(let method) = request.test else { return nil }
    return PairedTest(method, seed: request.seed)
  }

  func column<M: Metric>(_ metric: M, _ test: PairedTest?) -> SystemComparison.Column {
    guard let test else { return untestedColumn(metric) }
    let tables = systems.map { metric.statisticsTable(of: $0.corpus, threads: request.threads) }
    return SystemComparison.Column(
      name: metric.name, signature: metric.signature(of: systems[0].corpus, resampling: test.resampling),
      results: test.results(of: metric, systems: tables, threads: request.threads))
  }

  private func untestedColumn(_ metric: some Metric) -> SystemComparison.Column {
    let reports = systems.map { report(metric, $0.corpus) }
    return SystemComparison.Column(
      name: metric.name, signature: reports[0].signature,
      results: reports.map { PairedTest.Result(score: $0.score.value, pValue: nil, interval: $0.interval) })
  }
}
