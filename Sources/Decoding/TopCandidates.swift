/// One way to continue a hypothesis.
struct Candidate {
  /// The log-probability of the whole sequence, the new token included.
  var logProbability: Double
  /// The hypothesis that is continued, counted among those of its sentence.
  var row: Int32
  var token: Int32
  /// The log-probability of the new token alone.
  var tokenScore: Float
}

/// Keeps the best `capacity` candidates of those shown to it, best first. Of equals the one shown first is ahead.
///
/// Vocabularies are large and good candidates few, so a scan only asks, sixteen scores at a time, whether any beats
/// the worst one kept.
struct TopCandidates {
  private(set) var candidates: [Candidate] = []
  private var capacity = 0

  /// Forgets all candidates and keeps `capacity` from now on.
  mutating func reset(capacity: Int) {
    self.capacity = capacity
    candidates.removeAll(keepingCapacity: true)
  }

  /// Shows every token of `scores`, the continuations of hypothesis `row` whose log-probability is `base`. Scores that
  /// are not finite are passed over.
  mutating func scan(_ scores: UnsafeBufferPointer<Float>, row: Int, base: Double) {
    guard capacity > 0, let start = UnsafeRawPointer(scores.baseAddress) else { return }
    let width = SIMD16<Float>.scalarCount
    let whole = scores.count - scores.count % width
    var bar = self.bar(base: base)
    var index = 0
    while index < whole {
      let block = start.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self)
      if any(block .>= bar) {
        for token in index..<(index + width) where scores[token] >= bar {
          bar = offer(scores[token], token: token, row: row, base: base)
        }
      }
      index += width
    }
    for token in whole..<scores.count where scores[token] >= bar {
      bar = offer(scores[token], token: token, row: row, base: base)
    }
  }

  /// Takes the candidate if it is among the best so far. Returns the new bar.
  private mutating func offer(_ score: Float, token: Int, row: Int, base: Double) -> Float {
    guard score.isFinite else { return bar(base: base) }
    let total = base + Double(score)
    if candidates.count < capacity || total > candidates[candidates.count - 1].logProbability {
      if candidates.count == capacity { candidates.removeLast() }
      var place = candidates.count
      while place > 0, total > candidates[place - 1].logProbability { place -= 1 }
      let candidate = Candidate(logProbability: total, row: Int32(row), token: Int32(token), tokenScore: score)
      candidates.insert(candidate, at: place)
    }
    return bar(base: base)
  }

  /// No score below this can be a candidate. Rounded down: the exact comparison is made in double precision.
  private func bar(base: Double) -> Float {
    guard candidates.count == capacity, let worst = candidates.last else { return -Float.greatestFiniteMagnitude }
    return Float(worst.logProbability - base).nextDown
  }
}
