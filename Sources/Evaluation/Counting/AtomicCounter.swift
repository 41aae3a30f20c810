import Synchronization

/// Hands out 0, 1, 2 ... to whoever asks next.
final class AtomicCounter: Sendable {
  private let value = Atomic<Int>(0)

  func increment() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
