/// One way to continue a hypothesis.
struct Candidate {
  /// The log-probability of the whole sequence, the new token included.
  var logProbability: Double
  /// The hypothesis that is continued, counted among those of its sentence.
  var row: Int32
  var token: Int32
  /// The log-probability of the new token alone.
  var tokenScore: Float

  /// Of equals the one of the earlier hypothesis, then of the smaller token, is ahead.
  func isAhead(of other: Candidate) -> Bool {
    if logProbability != other.logProbability { return logProbability > other.logProbability }
    return (row, token) < (other.row, other.token)
  }
}

/// Keeps the best `capacity` candidates of those shown to it, best first.
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

  /// Shows every token of `scores`, log-probabilities of the continuations of hypothesis `row` whose own is `base`.
  /// Scores that are not finite are passed over.
  mutating func scan(_ scores: UnsafeBufferPointer<Float>, row: Int, base: Double) {
    scan(ScoreRow(values: scores), skipping: [], row: row, base: base)
  }

  /// The same without the tokens for which `isSkipped` is true.
  mutating func scan(_ scores: ScoreRow, skipping isSkipped: [Bool], row: Int, base: Double) {
    guard capacity > 0, scores.values.count > 0 else { return }
    guard let maxima = scores.maxima else {
      var bar = self.bar(base: base, normalizer: scores.normalizer)
      return scan(0..<scores.values.count, of: scores, skipping: isSkipped, row: row, base: base, bar: &bar)
    }
    let blocks = (scores.values.count + ScoreRow.blockSize - 1) / ScoreRow.blockSize
    // The best block first: what it leaves of the others is little.
    var best = 0
    for block in 1..<max(1, blocks) where maxima[block] > maxima[best] { best = block }
    var bar = self.bar(base: base, normalizer: scores.normalizer)
    guard !(maxima[best] < bar) else { return }
    scan(Self.range(best, scores), of: scores, skipping: isSkipped, row: row, base: base, bar: &bar)
    for block in 0..<blocks where block != best && !(maxima[block] < bar) {
      scan(Self.range(block, scores), of: scores, skipping: isSkipped, row: row, base: base, bar: &bar)
    }
  }

  private static func range(_ block: Int, _ scores: ScoreRow) -> Range<Int> {
    block * ScoreRow.blockSize..<min((block + 1) * ScoreRow.blockSize, scores.values.count)
  }

  private mutating func scan(
    _ range: Range<Int>, of scores: ScoreRow, skipping isSkipped: [Bool], row: Int, base: Double, bar: inout Float
  ) {
    let values = scores.values
    guard let start = UnsafeRawPointer(values.baseAddress) else { return }
    let width = SIMD16<Float>.scalarCount
    var index = range.lowerBound
    while index < range.upperBound {
      let end = min(index + width, range.upperBound)
      // A short rest is looked at one by one.
      let isWorthIt =
        end - index < width
        || any(start.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self) .>= bar)
      if isWorthIt {
        for position in index..<end where values[position] >= bar {
          let token = scores.token(at: position)
          if !isSkipped.isEmpty, isSkipped[Int(token)] { continue }
          offer(values[position] - scores.normalizer, token: token, row: row, base: base)
          bar = self.bar(base: base, normalizer: scores.normalizer)
        }
      }
      index = end
    }
  }

  /// Takes the candidate if it is among the best so far.
  private mutating func offer(_ score: Float, token: Int32, row: Int, base: Double) {
    guard score.isFinite else { return }
    let total = base + Double(score)
    let candidate = Candidate(logProbability: total, row: Int32(row), token: token, tokenScore: score)
    if candidates.count == capacity {
      guard candidate.isAhead(of: candidates[capacity - 1]) else { return }
      candidates[capacity - 1] = candidate
    } else {
      candidates.append(candidate)
    }
    var place = candidates.count - 1
    while place > 0, candidate.isAhead(of: candidates[place - 1]) {
      candidates.swapAt(place, place - 1)
      place -= 1
    }
  }

  /// No value below this can be a candidate's. It is a little low: the exact comparison is made in double precision.
  private func bar(base: Double, normalizer: Float) -> Float {
    guard candidates.count == capacity, let worst = candidates.last else { return -Float.greatestFiniteMagnitude }
    let least = worst.logProbability - base
    let slack = (least.magnitude + Double(normalizer.magnitude)) * 0x1p-22
    return Float(least + Double(normalizer) - slack).nextDown
  }
}
