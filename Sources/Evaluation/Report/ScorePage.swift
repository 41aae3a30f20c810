import Basics

/// One page that shows what a scoring run found: scores, histograms of line scores, lengths, and the lines to look at.
/// It stands alone: no scripts, no fonts or images from elsewhere.
struct ScorePage {
  struct System {
    let name: String
    let corpus: Corpus
    /// chrF of every line, [line].
    let lineScores: [Double]
    /// Words of hypothesis and reference as BLEU counts them, [line].
    let lengths: [(hypothesis: Double, reference: Double)]
  }

  struct MetricResult {
    let name: String
    let signature: String
    let lowerIsBetter: Bool
    /// [system]
    let results: [PairedTest.Result]
    /// [system][line]
    let lineScores: [[Double]]
  }

  let systems: [System]
  let metrics: [MetricResult]
  let references: [String]
  /// The name of the metric that lines are compared by.
  let lineMetric: String

  func html() -> String {
    let lines = systems.first?.corpus.hypotheses.count ?? 0
    let heading = """
      <h1>Translation scores</h1>
      <p>\(lines) lines · \(systems.count) \(systems.count == 1 ? "system" : "systems") · \
      reference\(references.count == 1 ? "" : "s"): \(references.map { HTML.escaped($0) }.joined(separator: ", "))</p>
      """
    let main = """
      <section><h2>Scores</h2>\(scoreTable())\(notes())</section>
      <section><h2>Scores of lines</h2><p class="note">How many lines scored how much.</p>\
      \(histograms())</section>
      <section><h2>Length</h2>\(LengthTable(systems: systems).html())</section>
      \(lineSections())
      """
    return HTMLPage(title: "Scores", heading: heading, main: main).html
  }

  private func scoreTable() -> String {
    let head = metrics.map { "<th>\(HTML.escaped($0.name)) <small>\($0.lowerIsBetter ? "↓" : "↑")</small></th>" }
    let rows = systems.indices.map { system in
      let cells = metrics.map { "<td>\(cell($0, system))</td>" }.joined()
      return
        "<tr><th scope=\"row\"><span class=\"key s\(system % 6)\"></span>\(HTML.escaped(systems[system].name))</th>"
        + "\(cells)</tr>"
    }
    return "<div class=\"scroll\"><table class=\"scores\"><thead><tr><th></th>\(head.joined())</tr></thead><tbody>"
      + rows.joined() + "</tbody></table></div>"
  }

  private func cell(_ metric: MetricResult, _ system: Int) -> String {
    let result = metric.results[system]
    let values = metric.results.map(\.score)
    let best = metric.lowerIsBetter ? values.min() : values.max()
    let isBest = values.count > 1 && result.score == best
    var parts = ["<span class=\"score\(isBest ? " best" : "")\">\(result.score.fixed(1))</span>"]
    let length = max(0, min(100, result.score))
    parts.append("<span class=\"bar\"><i class=\"s\(system % 6)\" style=\"width:\(length.fixed(1))%\"></i></span>")
    if system > 0 {
      let change = result.score - values[0]
      parts.append("<small>\(change < 0 ? "−" : "+")\(abs(change).fixed(1))</small>")
    }
    if let pValue = result.pValue { parts.append("<small>p = \(pValue.fixed(4))\(pValue <= 0.05 ? "*" : "")</small>") }
    if let interval = result.interval {
      parts.append("<small>\(interval.mean.fixed(1)) ± \(interval.halfWidth.fixed(1))</small>")
    }
    return parts.joined(separator: " ")
  }

  private func notes() -> String {
    let signatures = metrics.map {
      "<li><b>\(HTML.escaped($0.name))</b> <code>\(HTML.escaped($0.signature))</code></li>"
    }
    return "<ul class=\"signatures\">\(signatures.joined())</ul>"
  }

  private func histograms() -> String {
    metrics.map { metric in
      Histogram(title: metric.name, scores: metric.lineScores, systems: systems.map(\.name)).html()
    }.joined()
  }

  private func lineSections() -> String {
    guard systems.count > 1 else {
      return LineList(systems: systems, metric: lineMetric).lowest(of: 0)
    }
    return (1..<systems.count).map { LineList(systems: systems, metric: lineMetric).differences(between: 0, and: $0) }
      .joined()
  }
}
