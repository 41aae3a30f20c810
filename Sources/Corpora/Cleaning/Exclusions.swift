/// Lines that must not stand on either side of a pair, compared without regard to case, punctuation and spacing.
public struct Exclusions: Sendable {
  private var keys: Set<UInt64> = []

  public init() {}

  public var isEmpty: Bool { keys.isEmpty }

  /// Adds every line of a file.
  public mutating func add(file: String) throws(CorpusError) {
    let lines = try LineStream(path: file)
    while let line = try lines.next() { add(line) }
  }

  public mutating func add(_ text: String) { keys.insert(Self.key(TextTidying.tidy(text))) }

  public func contains(_ pair: TextPair) -> Bool {
    !keys.isEmpty && (keys.contains(Self.key(pair.source)) || keys.contains(Self.key(pair.target)))
  }

  private static func key(_ text: String) -> UInt64 { TextKey.loose(text, digitsCount: true) ?? TextKey.exact(text) }
}
