import Synchronization

/// Ends searches between two steps, once nobody waits for them any more.
///
///     let cancellation = SearchCancellation()
///     try SearchCancellation.$current.withValue(cancellation) { try translator.translate(...) }
///
/// Any thread may call ``cancel()``; the searches that run under it throw ``SearchError/cancelled``.
public final class SearchCancellation: Sendable {
  /// What may end the searches that this thread, or task, starts.
  @TaskLocal public static var current: SearchCancellation?

  private let flag = Atomic(false)

  public init() {}

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  public func cancel() { flag.store(true, ordering: .relaxed) }
}
