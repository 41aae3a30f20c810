import Synchronization

/// Ends a filter early, without losing what it has in hand. May be used in a signal handler.
public final class FilterControl: Sendable {
  private let idle = Atomic(true)
  private let stopping = Atomic(false)

  public init() {}

  /// Whether nothing that has been begun is still to be written.
  public var isIdle: Bool { idle.load(ordering: .sequentiallyConsistent) }

  /// Whether ``stop()`` has been called.
  public var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

  /// Lets the filter end once what it has in hand is written. One that waits for its input goes on waiting.
  public func stop() { stopping.store(true, ordering: .sequentiallyConsistent) }

  func setIdle(_ isIdle: Bool) { idle.store(isIdle, ordering: .sequentiallyConsistent) }
}
