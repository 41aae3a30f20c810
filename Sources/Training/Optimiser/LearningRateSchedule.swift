/// Linear warm-up to a peak, then decay with the inverse square root of the update (Vaswani et al. 2017), and, if the
/// end of the run is known, a linear descent to zero over its last updates.
public struct LearningRateSchedule: Codable, Equatable, Sendable {
  public var peak: Double
  public var warmup: Int
  /// Rate before the first update.
  public var initial = 0.0
  /// The last update, where the descent reaches zero; 0: none.
  public var end = 0
  /// Updates that the descent takes.
  public var cooldown = 0

  public init(peak: Double, warmup: Int) {
    self.peak = peak
    self.warmup = warmup
  }

  /// The rate of `update`, counted from 1.
  public func rate(at update: Int) -> Double {
    let warmup = max(warmup, 1)
    var rate =
      update < warmup
      ? initial + (peak - initial) * Double(update) / Double(warmup)
      : peak * (Double(warmup) / Double(update)).squareRoot()
    if end > 0, cooldown > 0, update > end - cooldown {
      rate *= max(0, Double(end - update) / Double(cooldown))
    }
    return rate
  }
}
