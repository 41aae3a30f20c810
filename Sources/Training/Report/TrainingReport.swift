import Basics
import Transformer

/// The curves of a run on one self-contained HTML page: no script, no outside resources, light and dark.
public struct TrainingReport: Sendable {
  private let history: TrainingHistory
  private let title: String

  public init(_ history: TrainingHistory, title: String) {
    self.history = history
    self.title = title
  }

  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws(ModelError) {
    try AtomicFile.write(Array(html.utf8), to: path)
  }

  public var html: String {
    let heading = "<h1>\(HTML.escaped(title))</h1>\(summary)"
    let main = "<section class=\"charts\">\(charts)</section>\(samples)\(configuration)"
    return HTMLPage(title: title, heading: heading, main: main, style: Self.style).html
  }

  private var charts: String {
    [
      Chart(
        "Loss a token (nats)",
        [.init("training", history.points("train", \.loss)), .init("validation", history.points("valid", \.loss))]),
      Chart("Validation perplexity", isLogarithmic: true, [.init("perplexity", history.points("valid", \.perplexity))]),
      Chart(
        "BLEU and chrF",
        [.init("BLEU", history.points("valid", \.bleu)), .init("chrF", history.points("valid", \.chrf))]),
      Chart("Learning rate", [.init("rate", history.points("train", \.learningRate))]),
      Chart("Target tokens a second", [.init("tokens/s", history.points("train", \.tokensPerSecond))]),
      Chart("Norm of the gradient", [.init("norm", history.points("train", \.gradientNorm))]),
    ].map(\.html).joined()
  }

  private var summary: String {
    guard let last = history.events.last else { return "" }
    var facts = ["update \(last.update)", "epoch \(last.epoch)"]
    if let tokens = last.tokens { facts.append("\(tokens) target tokens") }
    let valid = history.events.filter { $0.event == "valid" }
    func best(_ values: [Double?], _ choose: ([Double]) -> Double?) -> String? {
      choose(values.compactMap { $0 }).map(Axis.label)
    }
    if let loss = best(valid.map(\.loss), { $0.min() }) { facts.append("lowest validation loss \(loss)") }
    if let bleu = best(valid.map(\.bleu), { $0.max() }) { facts.append("best BLEU \(bleu)") }
    if let chrf = best(valid.map(\.chrf), { $0.max() }) { facts.append("best chrF \(chrf)") }
    return "<p>\(facts.joined(separator: " · "))</p>"
  }

  private var samples: String {
    guard let event = history.events.last(where: { $0.samples?.isEmpty == false }), let samples = event.samples else {
      return ""
    }
    let rows = samples.map { sample in
      let cells = [sample.source, sample.translation, sample.reference].map { "<td>\(HTML.escaped($0))</td>" }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <section><h2>Samples at update \(event.update)</h2>
      <table><tr><th>Source</th><th>Translation</th><th>Reference</th></tr>
      \(rows.joined(separator: "\n"))</table></section>
      """
  }

  private var configuration: String {
    guard !history.configuration.isEmpty else { return "" }
    return
      "<section><details><summary>Configuration</summary><pre>\(HTML.escaped(history.configuration))</pre></details></section>"
  }

  private static let style = """
    header,main{max-width:84rem}figcaption{font-weight:600}figcaption span{font-weight:400;margin-left:.8em}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:1.5rem}
    svg text{fill:var(--soft);font-size:11px}polyline{stroke-width:1.6;stroke-linejoin:round}
    polyline.s0{fill:none;stroke:var(--s0)}polyline.s1{fill:none;stroke:var(--s1)}
    figcaption .s0{background:none;color:var(--s0)}figcaption .s1{background:none;color:var(--s1)}
    pre{overflow:auto}
    """
}
