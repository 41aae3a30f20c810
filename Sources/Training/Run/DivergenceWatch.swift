/// Notices a loss that has left its course: a mean over some hundred updates that stays well above its best.
package struct DivergenceWatch: Codable, Equatable, Sendable {
  /// Updates over which the loss is averaged, about.
  static let span = 100
  /// Updates above the limit that count as divergence.
  static let patience = 300

  private var updates = 0
  private var mean = 0.0
  private var lowestMean = Double.infinity
  private var updatesAbove = 0

  package init() {}

  /// JSON has no infinity: what has no best mean yet leaves it out.
  private enum CodingKeys: String, CodingKey { case updates, mean, lowestMean, updatesAbove }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    updates = try container.decode(Int.self, forKey: .updates)
    mean = try container.decode(Double.self, forKey: .mean)
    lowestMean = try container.decodeIfPresent(Double.self, forKey: .lowestMean) ?? .infinity
    updatesAbove = try container.decode(Int.self, forKey: .updatesAbove)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(updates, forKey: .updates)
    try container.encode(mean, forKey: .mean)
    if lowestMean.isFinite { try container.encode(lowestMean, forKey: .lowestMean) }
    try container.encode(updatesAbove, forKey: .updatesAbove)
  }

  /// Takes in the loss a token of one update.
  ///
  /// - Returns: the mean and the best mean where the loss has stayed more than `limit` above the best for long.
  package mutating func add(_ loss: Double, limit: Double) -> (mean: Double, lowest: Double)? {
    updates += 1
    mean += (loss - mean) / Double(min(updates, Self.span))
    if updates >= Self.span { lowestMean = min(lowestMean, mean) }
    updatesAbove = mean > lowestMean + limit ? updatesAbove + 1 : 0
    guard limit > 0, updatesAbove >= Self.patience else { return nil }
    updatesAbove = 0
    return (mean, lowestMean)
  }
}
