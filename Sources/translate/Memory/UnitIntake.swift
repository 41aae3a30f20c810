import Foundation
import Memory

/// Takes units into a memory, a few thousand at once, and counts what is refused.
struct UnitIntake {
  private let store: PastStore
  private var waiting: [PastUnit] = []
  private(set) var added = 0
  private(set) var refused: [UnitProblem: (count: Int, first: String)] = [:]

  /// So many go into one transaction: what was added before is kept when the process is killed.
  private static let together = 5000

  init(_ store: PastStore) { self.store = store }

  mutating func add(_ unit: PastUnit) throws {
    if let problem = UnitProblem(unit) {
      refused[problem, default: (0, unit.source)].count += 1
      return
    }
    waiting.append(unit)
    if waiting.count == Self.together { try flush() }
  }

  mutating func flush() throws {
    try store.add(waiting)
    added += waiting.count
    waiting = []
  }

  /// What has been done, a line each.
  func summary(_ name: String) -> String {
    let refusals = UnitProblem.allCases.compactMap { problem in
      refused[problem].map { "  refused: \($0.count): \(problem.rawValue), first \"\($0.first.prefix(60))\"\n" }
    }
    return "\(added) \(name)\n" + refusals.joined()
  }

  static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
