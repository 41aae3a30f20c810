/// A score with all that is printed beside it.
public struct ScoreReport: Sendable {
  public let score: any MetricScore
  public let interval: ConfidenceInterval?
  public let signature: Signature

  public init(score: any MetricScore, interval: ConfidenceInterval? = nil, signature: Signature) {
    self.score = score
    self.interval = interval
    self.signature = signature
  }

  /// The number alone, with its confidence interval where there is one.
  public func number(width: Int) -> String { score.value.fixed(width) + (confidence(width).map { " (\($0))" } ?? "") }

  /// `BLEU|nrefs:1|...|version:... = 32.1 62.0/40.1/... (BP = ...)`
  public func line(width: Int, short: Bool) -> String {
    "\(score.name)|\(signature.formatted(short: short)) = \(number(width: width))"
      + (score.details.map { " \($0)" } ?? "")
  }

  /// An object with sacreBLEU's keys; the signature is there as a whole and field by field.
  public func json(width: Int) -> String {
    var members: [(key: String, value: JSONText)] = [
      ("name", .string(score.name)),
      ("score", .number(rounded(score.value, width))),
      ("signature", .string(signature.formatted())),
    ]
    if let interval, let confidence = confidence(width) {
      members.append(("confidence_mean", .number(rounded(interval.mean, width))))
      members.append(("confidence_var", .number(rounded(interval.halfWidth, width))))
      members.append(("confidence", .string(confidence)))
    }
    if let details = score.details { members.append(("verbose_score", .string(details))) }
    members += signature.fields.map { ($0.key, .string($0.value)) }
    return JSONText.object(members).formatted(indent: 1, ascii: false)
  }

  /// Nothing for a mean of zero, as with sacreBLEU.
  private func confidence(_ width: Int) -> String? {
    guard let interval, interval.mean > 0 else { return nil }
    return "μ = \(interval.mean.fixed(width)) ± \(interval.halfWidth.fixed(width))"
  }

  private func rounded(_ value: Double, _ width: Int) -> Double { Double(value.fixed(width)) ?? value }
}

extension ScoreReport {
  /// The results for one system: JSON, or a line for each metric with the equals signs below each other.
  public static func formatted(_ reports: [ScoreReport], _ style: ScoreStyle) -> String {
    if style.format == .json {
      let items = reports.map { style.scoreOnly ? $0.number(width: style.width) : $0.json(width: style.width) }
      return items.count == 1 ? items[0] : "[\n" + items.joined(separator: ",\n") + "\n]"
    }
    let colours = TerminalColours(enabled: style.colour)
    if style.scoreOnly {
      return reports.map { colours.confidence(in: $0.number(width: style.width)) }.joined(separator: "\n")
    }
    let lines = reports.map { $0.line(width: style.width, short: style.shortSignature) }
    let widths = lines.map { line in line.unicodeScalars.prefix { $0 != "=" }.count }
    let widest = widths.max() ?? 0
    return zip(lines, widths).map { line, width in
      colours.confidence(in: String(repeating: " ", count: widest - width) + line)
    }.joined(separator: "\n")
  }
}

/// How scores are to be printed.
public struct ScoreStyle: Sendable, Equatable {
  public enum Format: String, Sendable, CaseIterable { case json, text }

  public var format = Format.json
  public var width = 1
  public var scoreOnly = false
  public var shortSignature = false
  public var colour = false

  public init() {}
}
