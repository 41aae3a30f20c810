/// Compares systems with a baseline, line by line on the same corpus.
public struct PairedTest: Sendable, Equatable {
  public enum Method: Sendable, Equatable {
    case bootstrap(samples: Int = 1000)
    case approximateRandomisation(trials: Int = 10000)
  }

  public struct Result: Sendable, Equatable {
    public let score: Double
    /// The probability that a system of the baseline's quality differs from it as much by chance; `nil` for the
    /// baseline.
    public let pValue: Double?
    /// Only from bootstrap resampling.
    public let interval: ConfidenceInterval?
  }

  public let method: Method
  public let seed: Seed

  public init(_ method: Method, seed: Seed = .standard) {
    self.method = method
    self.seed = seed
  }

  /// What signatures say of the test.
  public var resampling: Signature.Resampling {
    switch method {
    case .bootstrap(let samples): .bootstrap(samples: samples, seed: seed.text)
    case .approximateRandomisation(let trials): .approximateRandomisation(trials: trials, seed: seed.text)
    }
  }

  /// - Parameter systems: the statistics of each system's lines, the baseline first, all of the same corpus.
  /// - Returns: one result a system, in order.
  public func results(of metric: some Metric, systems: [StatisticsTable], threads: Int? = nil) -> [Result] {
    guard let baseline = systems.first else { return [] }
    let scores = systems.map { metric.value(of: $0) }
    switch method {
    case .bootstrap(let samples):
      let resampled = systems.map {
        Bootstrap.scores(of: metric, $0, samples: samples, seed: seed, threads: threads)
      }
      return systems.indices.map { index in
        let pValue = ResampledScores.bootstrapPValue(
          resampled[0], resampled[index], difference: abs(scores[0] - scores[index]))
        return Result(
          score: scores[index], pValue: index == 0 ? nil : pValue, interval: resampled[index].interval())
      }
    case .approximateRandomisation(let trials):
      return systems.indices.map { index in
        guard index > 0 else { return Result(score: scores[0], pValue: nil, interval: nil) }
        let pValue = Randomisation.pValue(
          of: metric, baseline, systems[index], difference: abs(scores[0] - scores[index]), trials: trials,
          seed: seed, threads: threads)
        return Result(score: scores[index], pValue: pValue, interval: nil)
      }
    }
  }
}

extension Metric {
  /// The score of the corpus that `table` was counted on.
  public func value(of table: StatisticsTable) -> Double { score(Statistics(row: table.sums)).value }

  /// Where the score would lie on other text of the same kind, by bootstrap resampling.
  public func confidence(
    _ table: StatisticsTable, samples: Int = 1000, seed: Seed = .standard, threads: Int? = nil
  ) -> ConfidenceInterval {
    Bootstrap.scores(of: self, table, samples: samples, seed: seed, threads: threads).exactInterval()
  }
}
