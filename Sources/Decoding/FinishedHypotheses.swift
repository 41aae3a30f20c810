/// The best of the hypotheses that have ended, best first; of equals the one that ended first is ahead.
struct FinishedHypotheses {
  /// Of all that have ended, kept or not.
  private(set) var count = 0

  private let capacity: Int
  private var scores: [Double] = []
  private(set) var hypotheses: [Hypothesis] = []

  /// Keeps the best `capacity`.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The score that one more has to beat, once as many are kept as may be.
  var worstKept: Double? { scores.count == capacity ? scores.last : nil }

  /// Counts a hypothesis, and makes and keeps it if it is good enough.
  mutating func insert(score: Double, _ hypothesis: () -> Hypothesis) {
    count += 1
    if let worstKept {
      guard score > worstKept else { return }
      scores.removeLast()
      hypotheses.removeLast()
    }
    let place = scores.firstIndex { $0 < score } ?? scores.count
    scores.insert(score, at: place)
    hypotheses.insert(hypothesis(), at: place)
  }
}
