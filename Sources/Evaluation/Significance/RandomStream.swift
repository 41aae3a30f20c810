/// The numbers that `numpy.random.default_rng(seed)` draws, so that resampled scores equal sacreBLEU's.
///
/// The generator is PCG64 (O'Neill, 2014: XSL-RR output of a 128-bit congruential sequence). Halves of its 64-bit
/// numbers are handed out low half first.
package struct RandomStream {
  private var state: UInt128 = 0
  private let increment: UInt128
  private var spare: UInt32?
  private var bits: UInt32 = 0
  private var bitsLeft = 0

  private static let multiplier = UInt128(2_549_297_995_355_413_924) << 64 | 4_865_540_595_714_422_341

  package init(seed: UInt64) {
    let words = SeedSequence(seed).words(4)
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    advance()
    state &+= UInt128(words[0]) << 64 | UInt128(words[1])
    advance()
  }

  private mutating func advance() { state = state &* RandomStream.multiplier &+ increment }

  mutating func next64() -> UInt64 {
    advance()
    let mixed = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let turn = UInt64(truncatingIfNeeded: state >> 122)
    return mixed >> turn | mixed << ((64 &- turn) & 63)
  }

  mutating func next32() -> UInt32 {
    if let number = spare {
      spare = nil
      return number
    }
    let number = next64()
    spare = UInt32(truncatingIfNeeded: number >> 32)
    return UInt32(truncatingIfNeeded: number)
  }

  /// A number from `0..<bound` as `Generator.choice` draws it (Lemire, 2019, on 32 bits).
  ///
  /// - Parameter bound: 1...2^32 - 1. A bound of 1 draws nothing.
  package mutating func index(below bound: UInt32) -> UInt32 {
    if bound == 1 { return 0 }
    var product = UInt64(next32()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next32()) * UInt64(bound) }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// A truth value as `Generator.integers(2, dtype=bool)` draws it: 32 of each number, from the lowest bit.
  package mutating func bool() -> Bool {
    if bitsLeft == 0 {
      bits = next32()
      bitsLeft = 32
    }
    defer {
      bits >>= 1
      bitsLeft -= 1
    }
    return bits & 1 == 1
  }
}

/// NumPy's way from a seed to the state of a generator (O'Neill, "Developing a seed_seq alternative", 2015).
private struct SeedSequence {
  private var pool: [UInt32]

  init(_ seed: UInt64) {
    var constant: UInt32 = 0x43B0_D7E5
    func hash(_ value: UInt32) -> UInt32 {
      var value = value ^ constant
      constant = constant &* 0x931E_8875
      value = value &* constant
      return value ^ value >> 16
    }
    let entropy = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0]
    pool = entropy.map(hash)
    for source in 0..<4 {
      for target in 0..<4 where target != source {
        let mixed = pool[target] &* 0xCA01_F9DD &- hash(pool[source]) &* 0x4973_F715
        pool[target] = mixed ^ mixed >> 16
      }
    }
  }

  func words(_ count: Int) -> [UInt64] {
    var constant: UInt32 = 0x8B51_F9DD
    let halves = (0..<2 * count).map { index in
      var value = pool[index % 4] ^ constant
      constant = constant &* 0x58F3_8DED
      value = value &* constant
      return value ^ value >> 16
    }
    return (0..<count).map { UInt64(halves[2 * $0]) | UInt64(halves[2 * $0 + 1]) << 32 }
  }
}
