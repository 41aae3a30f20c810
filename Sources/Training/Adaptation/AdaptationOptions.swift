import Tensors
import Threads
import Transformer

/// How a model is adapted to corrections.
public struct AdaptationOptions: Sendable {
  /// Width of the thin matrices.
  public var rank = WeightDelta.standardRank
  public var learnRate = 0.002
  /// Target tokens an update, general text among them.
  public var batchTokens = 2000
  /// Share of general text in each update: what keeps the model from forgetting.
  public var generalShare = 0.5
  /// Share of the corrections that is held out to see whether it helps.
  public var heldOutShare = 0.1
  /// How often every correction is seen.
  public var rounds = 4
  /// Updates at most; training ends before, where held-out corrections are not learnt any better.
  public var updates = 1500
  /// BLEU that may be lost on general text.
  public var tolerance = 0.3
  public var threads = availableProcessors
  public var precision = ProductPrecision.fastest
  public var seed: UInt64 = 1

  public init() {}

  /// Fewer corrections teach nothing that a memory does not do better.
  static let fewestCorrections = 20
  static let mostHeldOut = 500
  /// Looks at held-out corrections without progress, after which training ends.
  static let patience = 4
  static let warmup = 20
  static let fewestUpdates = 60

  func check() throws(TrainingError) {
    let problems: [(Bool, String, String)] = [
      ((1...64).contains(rank), "rank", "must be from 1 to 64"),
      (learnRate > 0 && learnRate.isFinite, "learn-rate", "must be above 0"),
      ((1...1_000_000).contains(batchTokens), "mini-batch-words", "must be from 1 to 1000000"),
      ((0...0.9).contains(generalShare), "general-share", "must be from 0 to 0.9"),
      ((0.01...0.5).contains(heldOutShare), "held-out", "must be from 0.01 to 0.5"),
      (updates >= 1, "after-updates", "must be 1 or more"),
      ((1...1000).contains(rounds), "after-epochs", "must be from 1 to 1000"),
      (tolerance >= 0, "tolerance", "must be 0 or more"),
      ((1...1024).contains(threads), "threads", "must be from 1 to 1024"),
    ]
    for (holds, name, reason) in problems where !holds { throw .invalidOption(name: name, reason: reason) }
  }
}
