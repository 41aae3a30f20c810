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
    var file = try AtomicFile(path: path)
    try file.write(Array(html.utf8))
    try file.commit()
  }

  public var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>\(Self.escaped(title))</title>
    <style>\(Self.style)</style></head>
    <body><h1>\(Self.escaped(title))</h1>
    \(summary)
    <main>\(charts)</main>
    \(samples)
    \(configuration)
    </body></html>

    """
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
      let cells = [sample.source, sample.translation, sample.reference].map { "<td>\(Self.escaped($0))</td>" }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <h2>Samples at update \(event.update)</h2>
      <table><tr><th>Source</th><th>Translation</th><th>Reference</th></tr>
      \(rows.joined(separator: "\n"))</table>
      """
  }

  private var configuration: String {
    guard !history.configuration.isEmpty else { return "" }
    return "<details><summary>Configuration</summary><pre>\(Self.escaped(history.configuration))</pre></details>"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  private static let style = """
    :root{color-scheme:light dark;--text:#1b1b1f;--faint:#d8d8de;--back:#fff;--s0:#1f5fbf;--s1:#c2410c}
    @media(prefers-color-scheme:dark){:root{--text:#e6e6ea;--faint:#3a3a42;--back:#16161a;--s0:#7fb0ff;--s1:#ff9a62}}
    body{font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);margin:2rem auto;max-width:84rem;padding:0 1rem}
    main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:1.5rem}
    figure{margin:0}figcaption{font-weight:600}figcaption span{font-weight:400;margin-left:.8em}
    svg{width:100%;height:auto}svg text{fill:var(--text);font-size:11px}
    .grid{stroke:var(--faint)}polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}
    polyline.s0{stroke:var(--s0)}polyline.s1{stroke:var(--s1)}circle.s0{fill:var(--s0)}circle.s1{fill:var(--s1)}
    span.s0{color:var(--s0)}span.s1{color:var(--s1)}
    table{border-collapse:collapse}td,th{border:1px solid var(--faint);padding:.3rem .6rem;text-align:left;vertical-align:top}
    pre{overflow:auto}
    """
}
