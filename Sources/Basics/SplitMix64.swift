/// A small seeded generator (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): the
/// same numbers for the same seed on every machine, unlike the system's.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A generator for one part of a run, apart from those of all other parts.
  public init(seed: UInt64, _ parts: Int...) {
    state = seed
    for part in parts { state = next() ^ (UInt64(bitPattern: Int64(part)) &* 0xD6E8_FEB8_6659_FD93) }
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, but not including, 1.
  package mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// True so often.
  package mutating func happens(_ probability: Double) -> Bool { nextUnit() < probability }

  /// A number from 0 up to, but not including, `bound`, which is small beside 2^64.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}
