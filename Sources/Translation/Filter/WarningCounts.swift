/// How many lines have warnings, and of which kinds.
public struct WarningCounts: Sendable, Hashable {
  public private(set) var lines = 0
  private var kinds: [LineWarning: Int] = [:]

  public init() {}

  /// Counts the warnings of one line.
  mutating func add(_ warnings: [LineWarning]) {
    guard !warnings.isEmpty else { return }
    lines += 1
    for warning in warnings { kinds[warning, default: 0] += 1 }
  }

  /// `7 lines have warnings: 3 numbers, 4 copied`; nil where none has.
  public var summary: String? {
    guard lines > 0 else { return nil }
    let counts = LineWarning.allCases.compactMap { kind in kinds[kind].map { "\($0) \(kind.rawValue)" } }
    return "\(lines) \(lines == 1 ? "line has" : "lines have") warnings: \(counts.joined(separator: ", "))"
  }
}
