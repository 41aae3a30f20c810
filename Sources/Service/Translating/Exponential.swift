import Glibc

extension Double {
  static func exponential(_ power: Double) -> Double { exp(power) }
}
