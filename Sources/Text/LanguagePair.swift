/// From which language to which: codes such as `en`, or what a model calls them.
public struct LanguagePair: Sendable, Hashable, Comparable {
  public var source: String
  public var target: String

  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }

  public static func < (one: LanguagePair, other: LanguagePair) -> Bool {
    (one.source, one.target) < (other.source, other.target)
  }
}
