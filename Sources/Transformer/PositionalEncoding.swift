import Glibc

/// Sinusoidal positions, `[sin | cos]`: the first half of a row holds the sines, the second half the cosines, of the
/// position times a rate that falls from 1 to about 1/10000, column by column.
public enum PositionalEncoding {
  /// How the rates fall.
  public enum Spacing: String, Codable, Sendable, CaseIterable {
    /// `10000^(-i / (dim / 2 - 1))`, as Marian, tensor2tensor and fairseq have it: the last rate is 1/10000.
    case marian
    /// `10000^(-i / (dim / 2))`, as published (Vaswani et al. 2017) and as Hugging Face's MarianMT and Pegasus have it.
    case published

    /// The natural logarithm of how many times smaller the rate of a column is than that of the column before it.
    func step(dim: Int) -> Double {
      let half = Double(dim / 2)
      return log(10_000.0) / (self == .marian ? max(half - 1, 1) : half)
    }
  }

  /// Writes the encodings of some positions to `rows`, `[positions, dim]`.
  public static func write(
    positions: Range<Int>, dim: Int, spacing: Spacing = .marian, to rows: UnsafeMutablePointer<Float>
  ) {
    let half = dim / 2
    let step = spacing.step(dim: dim)
    let frequencies = (0..<half).map { exp(-step * Double($0)) }
    for (index, position) in positions.enumerated() {
      let row = rows + index * dim
      for i in 0..<half {
        let angle = Double(position) * frequencies[i]
        row[i] = Float(sin(angle))
        row[half + i] = Float(cos(angle))
      }
    }
  }

  /// The encodings of positions 0 ..< count, row after row.
  public static func table(count: Int, dim: Int, spacing: Spacing = .marian) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * dim) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      write(positions: 0..<count, dim: dim, spacing: spacing, to: base)
      initialized = count * dim
    }
  }

  /// The spacing by which `table`, rows of `dim` numbers, was made, up to rounding to half precision; nil if by neither.
  package static func spacing(of table: [Float], dim: Int) -> Spacing? {
    Spacing.allCases.first { spacing in
      zip(table, Self.table(count: table.count / dim, dim: dim, spacing: spacing)).allSatisfy { abs($0 - $1) < 1e-3 }
    }
  }
}
