/// The scores of several systems, with or without a significance test.
public struct SystemComparison: Sendable {
  public struct Column: Sendable {
    public let name: String
    public let signature: Signature
    /// One a system.
    public let results: [PairedTest.Result]
  }

  public let systems: [String]
  public let columns: [Column]
  /// The test that was run, the first system being the baseline.
  public let test: PairedTest?

  public init(systems: [String], columns: [Column], test: PairedTest?) {
    self.systems = systems
    self.columns = columns
    self.test = test
  }

  public func formatted(_ style: ScoreStyle) -> String {
    style.format == .json ? json(style) : text(style)
  }

  private func json(_ style: ScoreStyle) -> String {
    let systems = systems.indices.map { system in
      var members: [(key: String, value: JSONText)] = [("system", .string(self.systems[system]))]
      members += columns.map { ($0.name, json($0.results[system], style)) }
      return JSONText.object(members)
    }
    return JSONText.array(systems).formatted(indent: 4, ascii: true)
  }

  private func json(_ result: PairedTest.Result, _ style: ScoreStyle) -> JSONText {
    guard test != nil else { return .string(result.score.fixed(style.width)) }
    return .object([
      ("score", .number(result.score)),
      ("p_value", result.pValue.map { .number($0) } ?? .null),
      ("mean", result.interval.map { .number($0.mean) } ?? .null),
      ("ci", result.interval.map { .number($0.halfWidth) } ?? .null),
    ])
  }

  private func text(_ style: ScoreStyle) -> String {
    let colours = TerminalColours(enabled: style.colour)
    var parts = [table(style, colours), ""]
    if let test { parts += [explanation(of: test, colours), ""] }
    parts += ["-----------------", "Metric signatures", "-----------------"]
    parts += columns.map { column in
      let padding = String(repeating: " ", count: max(0, 10 - column.name.unicodeScalars.count))
      return " - \(column.name)\(padding) \(column.signature.formatted(short: style.shortSignature))"
    }
    return parts.joined(separator: "\n")
  }

  private func table(_ style: ScoreStyle, _ colours: TerminalColours) -> String {
    let isBootstrap = columns.contains { $0.results.contains { $0.interval != nil } }
    let titles = ["System"] + columns.map { $0.name + (isBootstrap ? " (μ ± 95% CI)" : "") }
    let rows = systems.indices.map { system in
      let cells = [systems[system]] + columns.map { cell($0.results[system], style, colours) }
      return test != nil && system == 0 ? cells.map { colours.paint($0, .yellow) } : cells
    }
    return GridTable(header: titles.map { colours.paint($0, .cyan) }, rows: rows).formatted()
  }

  private func cell(_ result: PairedTest.Result, _ style: ScoreStyle, _ colours: TerminalColours) -> String {
    var cell = result.score.fixed(style.width)
    if let interval = result.interval {
      cell += " (\(interval.mean.fixed(style.width)) ± \(interval.halfWidth.fixed(style.width)))"
    }
    guard let pValue = result.pValue else { return cell }
    let text = "(p = \(pValue.fixed(4)))"
    return cell + "\n" + (pValue > 0.05 ? colours.paint(text, .red) : text + "*")
  }

  private func explanation(of test: PairedTest, _ colours: TerminalColours) -> String {
    let title = test.title
    let rule = String(repeating: "-", count: title.unicodeScalars.count)
    let baseline = colours.paint(systems[0], .yellow)
    return """
      \(rule)
      \(title)
      \(rule)
       - Every system is compared with \(baseline).
      \(test.contents)

       - p is the probability of a difference in score at least as large as the one found, if the system and the
         baseline were equally good (the \(colours.paint("null hypothesis", .green))) and only chance told them apart.
       - Below 0.05 (marked with "*") the difference is taken to be real; above, p is \(colours.paint("red", .red)).
       - A small p says that the systems differ, not that one of them is better by much.
      """
  }
}

extension PairedTest {
  fileprivate var title: String {
    switch method {
    case .bootstrap(let samples): "Paired bootstrap resampling test with \(samples) resampling trials"
    case .approximateRandomisation(let trials): "Paired approximate randomization test with \(trials) trials"
    }
  }

  fileprivate var contents: String {
    switch method {
    case .bootstrap: "   Each cell: score (mean of the resampled scores ± half of their middle 95%), and p."
    case .approximateRandomisation: "   Each cell: score, and p."
    }
  }
}
