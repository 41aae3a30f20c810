/// The statistics of every line of a corpus, [line][column]. What significance tests and sentence scores start from.
public struct StatisticsTable: Sendable, Equatable {
  public let columns: Int
  /// Row by row.
  let values: [Double]

  public var count: Int { columns == 0 ? 0 : values.count / columns }

  init(columns: Int, values: [Double]) {
    self.columns = columns
    self.values = values
  }

  public func row(_ line: Int) -> [Double] { Array(values[line * columns..<(line + 1) * columns]) }

  /// The sums of all columns, added from the first line to the last, so that fractions round as sacreBLEU's do.
  public var sums: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: columns) {
        for column in 0..<columns { sums[column] += values[start + column] }
      }
    }
    return sums
  }
}

/// Memory that workers fill at places of their own.
struct SharedRows: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let columns: Int

  func row(_ line: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: base + line * columns, count: columns)
  }
}

extension Metric {
  /// Counts every line. The result does not depend on the number of threads.
  ///
  /// - Parameter threads: `nil` for one a core.
  public func statisticsTable(of corpus: Corpus, threads: Int? = nil) -> StatisticsTable {
    let size = corpus.hypotheses.count * columns
    let values = [Double](unsafeUninitializedCapacity: size) { buffer, initialised in
      guard let base = buffer.baseAddress else { return }
      base.initialize(repeating: 0, count: size)
      let rows = SharedRows(base: base, columns: columns)
      corpus.forEachChunk(of: self, threads: threads) { chunk, count in
        for line in chunk { count(line, rows.row(line)) }
      }
      initialised = size
    }
    return StatisticsTable(columns: columns, values: values)
  }
}
