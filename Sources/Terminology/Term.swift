/// An entry of a glossary.
public struct Term: Sendable, Hashable {
  /// As it is in the dictionary: one word or several.
  public var source: String
  public var target: String
  /// Translations that are not wanted.
  public var forbidden: [String]
  /// Whether capitals tell it from other words, as they tell `IT` from `it`.
  public var matchesCase: Bool

  /// - Parameter matchesCase: nil: where the term is all capitals, or has one behind its first letter.
  public init(source: String, target: String, forbidden: [String] = [], matchesCase: Bool? = nil) {
    self.source = source
    self.target = target
    self.forbidden = forbidden
    self.matchesCase =
      matchesCase ?? source.split(separator: " ").contains { $0.dropFirst().contains(where: \.isUppercase) }
  }
}
