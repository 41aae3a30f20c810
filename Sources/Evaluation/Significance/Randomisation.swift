import Threads

/// Approximate randomisation (Riezler and Maxwell, 2005): swaps lines between two systems by the toss of a coin.
enum Randomisation {
  /// - Returns: the probability of a difference as large as `difference` between two systems of the same quality.
  static func pValue(
    of metric: some Metric, _ baseline: StatisticsTable, _ system: StatisticsTable, difference: Double, trials: Int,
    seed: Seed, threads: Int?
  ) -> Double {
    var stream = RandomStream(seed: seed.value)
    let workers = max(1, threads ?? availableProcessors)
    let batch = max(workers, min(256, (1 << 23) / max(1, baseline.count)))
    var done = 0
    var count = 0
    while done < trials {
      let size = min(batch, trials - done)
      let keeps = (0..<size * baseline.count).map { _ in stream.bool() }
      let differences = concurrentMap(threads: workers, count: size) { trial in
        let first = trial * baseline.count
        return self.difference(of: metric, baseline, system, keeps: keeps[first..<first + baseline.count])
      }
      count += differences.count { $0 > difference }
      done += size
    }
    return ResampledScores.pValue(count: count, of: trials)
  }

  /// The difference in score after swapping the lines that are not kept.
  private static func difference(
    of metric: some Metric, _ baseline: StatisticsTable, _ system: StatisticsTable, keeps: ArraySlice<Bool>
  ) -> Double {
    let columns = metric.columns
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * columns) { sums in
      sums.initialize(repeating: 0)
      baseline.values.withUnsafeBufferPointer { baseline in
        system.values.withUnsafeBufferPointer { system in
          keeps.withUnsafeBufferPointer { keeps in
            for line in 0..<keeps.count {
              let (first, second) = keeps[line] ? (baseline, system) : (system, baseline)
              for column in 0..<columns {
                sums[column] += first[line * columns + column]
                sums[columns + column] += second[line * columns + column]
              }
            }
          }
        }
      }
      let left = metric.randomisedScore(UnsafeBufferPointer(rebasing: sums[..<columns]))
      let right = metric.randomisedScore(UnsafeBufferPointer(rebasing: sums[columns...]))
      return abs(left - right)
    }
  }
}
