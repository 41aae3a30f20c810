import CUnicode

/// The general categories that the `intl` tokeniser tells apart.
enum CharacterClass: UInt8 {
  case other = 0
  case punctuation = 1
  case symbol = 2
  case number = 3

  /// The class of every code point of the Basic Multilingual Plane, asked of ICU once.
  static let basicPlane: [UInt8] = (0..<0x10000).map { UInt8(truncatingIfNeeded: cu_general_category(Int32($0))) }

  @inline(__always)
  static func of(_ scalar: UInt32, in basicPlane: UnsafePointer<UInt8>) -> UInt8 {
    if scalar < 0x10000 { return basicPlane[Int(scalar)] }
    return UInt8(truncatingIfNeeded: cu_general_category(Int32(bitPattern: scalar)))
  }
}
