import CUnicode

/// Unicode properties from ICU's data, so that they are of the same Unicode version as the boundaries.
extension Unicode.Scalar {
  /// General category P*: connectors, dashes, brackets, quotation marks and other punctuation.
  public var isPunctuation: Bool { isIn(Category.punctuation) }

  /// General category S*: mathematical, currency, modifier and other symbols.
  public var isSymbol: Bool { isIn(Category.symbols) }

  /// General category N*: digits, letter numbers and other numbers.
  public var isNumber: Bool { isIn(Category.numbers) }

  /// General category L*.
  public var isLetter: Bool { isIn(Category.letters) }

  /// Controls, formatting characters, separators of every kind, private use and unassigned code points: characters
  /// that leave no ink.
  public var isInvisible: Bool { isIn(Category.invisible) }

  /// The White_Space property.
  public var isSpace: Bool { cu_is_white_space(value) }

  /// The Uppercase property.
  public var isUppercase: Bool { cu_is_uppercase(value) }

  /// The Lowercase property.
  public var isLowercase: Bool { cu_is_lowercase(value) }

  /// The Ideographic property: Han, Tangut, Nüshu and others.
  public var isIdeographic: Bool { cu_is_ideographic(value) }

  /// The ISO 15924 code of the script, such as `Latn`, `Hani` or `Zyyy` for what scripts share.
  public var script: String { String(cString: cu_script(value)) }

  private func isIn(_ categories: UInt32) -> Bool { categories >> UInt32(cu_category(value)) & 1 == 1 }
}

/// Sets of general categories as bit masks over ICU's numbering (UCharCategory).
private enum Category {
  static let letters = mask(1...5)
  static let numbers = mask(9...11)
  static let punctuation = mask(19...23) | mask(28...29)
  static let symbols = mask(24...27)
  /// Cn, Zs, Zl, Zp, Cc, Cf, Co and Cs.
  static let invisible = mask(0...0) | mask(12...18)

  private static func mask(_ range: ClosedRange<UInt32>) -> UInt32 {
    range.reduce(0) { $0 | 1 << $1 }
  }
}
