import Synchronization

/// Things of which each is used by one thread at a time, lent out and made as they are needed.
package final class Pool<Member>: Sendable {
  private let make: @Sendable () throws -> Member
  private let idle = Mutex<[Idle]>([])

  /// Crosses threads only while no one uses it; the lock orders its uses.
  private struct Idle: @unchecked Sendable {
    let member: Member
  }

  package init(_ make: @escaping @Sendable () throws -> Member) {
    self.make = make
  }

  package func with<Result>(_ body: (Member) throws -> Result) throws -> Result {
    let lent = try idle.withLock { $0.popLast() } ?? Idle(member: make())
    defer { idle.withLock { $0.append(lent) } }
    return try body(lent.member)
  }

  /// What `value` says of all that are not lent at the moment.
  package func ofIdle<Value: Sendable>(_ value: (Member) -> Value) -> [Value] {
    idle.withLock { idle in idle.map { value($0.member) } }
  }
}
