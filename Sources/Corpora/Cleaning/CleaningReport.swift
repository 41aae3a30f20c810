import Basics

/// How many pairs stayed, and how many each rule dropped, with samples.
public struct CleaningReport: Sendable {
  public private(set) var kept = 0
  public private(set) var dropped: [CleaningRule: Int] = [:]
  public private(set) var samples: [CleaningRule: [TextPair]] = [:]

  private let samplesPerRule: Int
  private var random = SplitMix64(seed: 0)

  /// - Parameter samplesPerRule: how many dropped pairs to keep for each rule, drawn evenly from all of them.
  public init(samplesPerRule: Int = 0) { self.samplesPerRule = samplesPerRule }

  public var read: Int { kept + dropped.values.reduce(0, +) }

  public mutating func record(_ pair: TextPair, _ verdict: CleaningRule?) {
    guard let verdict else {
      kept += 1
      return
    }
    dropped[verdict, default: 0] += 1
    if samplesPerRule > 0 { sample(pair, verdict) }
  }

  /// Reservoir sampling (Vitter's algorithm R) with a fixed seed: the same input shows the same samples.
  private mutating func sample(_ pair: TextPair, _ rule: CleaningRule) {
    if samples[rule, default: []].count < samplesPerRule {
      samples[rule, default: []].append(pair)
      return
    }
    let place = random.below(dropped[rule] ?? 1)
    if place < samplesPerRule { samples[rule]?[place] = pair }
  }

  /// One line a rule that dropped something, most severe first, with samples below where there are any.
  public var text: String {
    var lines = ["read \(read) pairs, kept \(kept)"]
    for rule in CleaningRule.allCases {
      guard let count = dropped[rule] else { continue }
      lines.append("  \(rule.rawValue): \(count) dropped (\(rule.summary))")
      for pair in samples[rule] ?? [] { lines.append("      \(pair.source)\n    | \(pair.target)") }
    }
    return lines.joined(separator: "\n")
  }
}
