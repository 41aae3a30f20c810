import Glibc

/// Sinusoidal positions, `[sin | cos]`: the first half of a row holds the sines, the second half the cosines, of
/// `position / 10000^(i / (dim / 2 - 1))`, as Marian and tensor2tensor lay them out.
public enum PositionalEncoding {
  /// Writes the encodings of some positions to `rows`, `[positions, dim]`.
  public static func write(positions: Range<Int>, dim: Int, to rows: UnsafeMutablePointer<Float>) {
    let half = dim / 2
    let increment = log(10_000.0) / max(Double(half) - 1, 1)
    let frequencies = (0..<half).map { exp(-increment * Double($0)) }
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
  public static func table(count: Int, dim: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * dim) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      write(positions: 0..<count, dim: dim, to: base)
      initialized = count * dim
    }
  }
}
