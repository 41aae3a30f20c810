/// A word whose inflection is looked through: what it begins with counts, without umlauts.
public struct InflectedWord: Sendable {
  private let folded: [UInt8]

  public init(_ word: String) { folded = Self.fold(word) }

  /// A word that others may be forms of.
  public struct Base: Sendable {
    fileprivate let count: Int
    /// What a form of it begins with.
    fileprivate let stem: [UInt8]

    public init(_ word: String) {
      let folded = InflectedWord.fold(word)
      count = folded.count
      stem = Array(folded.prefix(folded.count > 4 ? folded.count - 2 : folded.count))
    }
  }

  /// Whether it looks like a form of `base`: most of it is the same, and it is not much longer.
  public func isForm(of base: Base) -> Bool {
    folded.count - base.count <= 3 && folded.starts(with: base.stem)
  }

  public func isForm(of base: String) -> Bool { isForm(of: Base(base)) }

  private static func fold(_ word: String) -> [UInt8] {
    var folded: [UInt8] = []
    for scalar in word.lowercased().unicodeScalars {
      switch scalar {
      case "ä": folded.append(UInt8(ascii: "a"))
      case "ö": folded.append(UInt8(ascii: "o"))
      case "ü": folded.append(UInt8(ascii: "u"))
      case "ß": folded += [UInt8(ascii: "s"), UInt8(ascii: "s")]
      default: folded += Array(String(scalar).utf8)
      }
    }
    return folded
  }
}
