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
    /// As published to the letter: sines and cosines take turns, column by column. OpenNMT-py's.
    case interleaved

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
    let (sine, cosine) = spacing == .interleaved ? (2, 1) : (1, half)
    for (index, position) in positions.enumerated() {
      let row = rows + index * dim
      for i in 0..<half {
        let angle = Double(position) * frequencies[i]
        row[i * sine] = Float(sin(angle))
        row[i * sine + cosine] = Float(cos(angle))
      }
    }
  }

  /// The encodings of `count` positions, row after row.
  public static func table(first: Int = 0, count: Int, dim: Int, spacing: Spacing = .marian) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * dim) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      write(positions: first..<first + count, dim: dim, spacing: spacing, to: base)
      initialized = count * dim
    }
  }

  /// The spacing by which `table`, rows of `dim` numbers, was made, up to rounding to half precision, and the number of
  /// its first position; nil if by none.
  package static func spacing(of table: [Float], dim: Int) -> (spacing: Spacing, first: Int)? {
    for spacing in Spacing.allCases {
      for first in 0...2 {
        let expected = Self.table(first: first, count: table.count / dim, dim: dim, spacing: spacing)
        if zip(table, expected).allSatisfy({ abs($0 - $1) < 1e-3 }) { return (spacing, first) }
      }
    }
    return nil
  }
}
