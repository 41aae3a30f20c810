import Glibc

/// Sinusoidal positions, `[sin | cos]`: the first half of a row holds the sines, the second half the cosines, of
/// `position / 10000^(i / (dim / 2 - 1))`, as Marian and tensor2tensor lay them out.
public enum PositionalEncoding {
  /// Writes the encoding of one position to `row`, `[dim]`.
  public static func write(position: Int, dim: Int, to row: UnsafeMutablePointer<Float>) {
    let half = dim / 2
    let increment = log(10_000.0) / max(Double(half) - 1, 1)
    for i in 0..<half {
      let angle = Double(position) * exp(-increment * Double(i))
      row[i] = Float(sin(angle))
      row[half + i] = Float(cos(angle))
    }
  }

  /// The encodings of positions 0 ..< count, row after row.
  public static func table(count: Int, dim: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * dim) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      for position in 0..<count { write(position: position, dim: dim, to: base + position * dim) }
      initialized = count * dim
    }
  }
}
