import Synchronization
import Translation

/// Gathers the translations of a request until all are there. Its continuation goes on exactly once, whatever happens
/// first: the last translation, an error, or cancellation.
final class SegmentCollector: Sendable {
  private struct State {
    var translations: [SegmentTranslation?]
    var missing: Int
    var continuation: CheckedContinuation<[SegmentTranslation], any Error>?
    var request: Int?
    var isCancelled = false
  }

  private let state: Mutex<State>
  private let onSegment: (@Sendable (Int, SegmentTranslation) -> Void)?

  init(count: Int, onSegment: (@Sendable (Int, SegmentTranslation) -> Void)?) {
    state = Mutex(State(translations: Array(repeating: nil, count: count), missing: count))
    self.onSegment = onSegment
  }

  func begin(_ continuation: CheckedContinuation<[SegmentTranslation], any Error>) {
    let isCancelled = state.withLock { state in
      if !state.isCancelled { state.continuation = continuation }
      return state.isCancelled
    }
    if isCancelled { continuation.resume(throwing: CancellationError()) }
  }

  /// Notes the number that the queue has given. Returns false where nobody waits any more.
  func accepted(_ request: Int) -> Bool {
    state.withLock { state in
      state.request = request
      return !state.isCancelled
    }
  }

  func deliver(_ index: Int, _ result: Result<SegmentTranslation, any Error>) {
    switch result {
    case .failure(let error): fail(error)
    case .success(let translation):
      onSegment?(index, translation)
      let ended = state.withLock {
        state -> (CheckedContinuation<[SegmentTranslation], any Error>, [SegmentTranslation])? in
        if state.translations[index] == nil { state.missing -= 1 }
        state.translations[index] = translation
        guard state.missing == 0, let continuation = state.continuation else { return nil }
        state.continuation = nil
        return (continuation, state.translations.compactMap { $0 })
      }
      if let (continuation, translations) = ended { continuation.resume(returning: translations) }
    }
  }

  func fail(_ error: any Error) { takeContinuation()?.resume(throwing: error) }

  /// Ends the wait. Returns what is to be taken out of the queue.
  func cancel() -> Int? {
    let request = state.withLock { state in
      state.isCancelled = true
      return state.request
    }
    fail(CancellationError())
    return request
  }

  private func takeContinuation() -> CheckedContinuation<[SegmentTranslation], any Error>? {
    state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
  }
}
