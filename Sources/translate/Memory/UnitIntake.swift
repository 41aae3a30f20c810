import Foundation
import Memory

/// Takes units into a memory, a few thousand at once, and counts what is refused.
struct UnitIntake {
  private let store: PastStore
  private var waiting: [PastUnit] = []
  private(set) var added = 0
  private var refusals = UnitRefusals()

  /// So many go into one transaction: what was added before is kept when the process is killed.
  private static let together = 5000

  init(_ store: PastStore) { self.store = store }

  mutating func add(_ unit: PastUnit) throws {
    if refusals.refuses(unit) { return }
    waiting.append(unit)
    if waiting.count == Self.together { try flush() }
  }

  mutating func flush() throws {
    try store.add(waiting)
    added += waiting.count
    waiting = []
  }

  /// What has been done, a line each.
  func summary(_ name: String) -> String { "\(added) \(name)\n" + refusals.summary }

  static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}

/// Counts what is no translation that anything should learn from.
struct UnitRefusals {
  private var refused: [UnitProblem: (count: Int, first: String)] = [:]

  mutating func refuses(_ unit: PastUnit) -> Bool {
    guard let problem = UnitProblem(unit) else { return false }
    refused[problem, default: (0, unit.source)].count += 1
    return true
  }

  /// A line for each reason.
  var summary: String {
    UnitProblem.allCases.compactMap { problem in
      refused[problem].map { "  refused: \($0.count): \(problem.rawValue), first \"\($0.first.prefix(60))\"\n" }
    }.joined()
  }
}
