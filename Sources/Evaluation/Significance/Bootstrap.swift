import Threads

/// Scores of corpora drawn with replacement from the lines of one (Koehn, 2004).
enum Bootstrap {
  /// - Parameters:
  ///   - table: the statistics of the lines.
  ///   - samples: how many corpora to draw.
  ///   - threads: `nil` for one a core; the result does not depend on it.
  static func scores(
    of metric: some Metric, _ table: StatisticsTable, samples: Int, seed: Seed, threads: Int?
  ) -> ResampledScores {
    let rows = table.values.map { Float($0) }
    var stream = RandomStream(seed: seed.value)
    var scores: [ResampledScore] = []
    let workers = max(1, threads ?? availableProcessors)
    // Numbers are drawn in order by one thread, a few corpora at a time to bound the memory they take.
    let batch = max(workers, min(64, (1 << 22) / max(1, table.count)))
    while scores.count < samples {
      let size = min(batch, samples - scores.count)
      let bound = UInt32(truncatingIfNeeded: table.count)
      let indices = (0..<size * table.count).map { _ in stream.index(below: bound) }
      scores += self.scores(of: metric, rows, indices, samples: size, threads: workers)
    }
    return ResampledScores(scores)
  }

  private static func scores(
    of metric: some Metric, _ rows: [Float], _ indices: [UInt32], samples: Int, threads: Int
  ) -> [ResampledScore] {
    let lines = indices.count / samples
    return concurrentMap(threads: threads, count: samples) { sample in
      rows.withUnsafeBufferPointer { rows in
        indices.withUnsafeBufferPointer { indices in
          score(of: metric, rows, UnsafeBufferPointer(rebasing: indices[sample * lines..<(sample + 1) * lines]))
        }
      }
    }
  }

  /// Adds in single precision, line after line: beyond 2^24 the order shows.
  private static func score(
    of metric: some Metric, _ rows: UnsafeBufferPointer<Float>, _ indices: UnsafeBufferPointer<UInt32>
  ) -> ResampledScore {
    let columns = metric.columns
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { sums in
      sums.initialize(repeating: 0)
      for index in indices {
        let start = Int(index) * columns
        for column in 0..<columns { sums[column] += rows[start + column] }
      }
      return metric.resampledScore(UnsafeBufferPointer(sums))
    }
  }
}
