import Synchronization

/// Texts on their way from a task that reads them to one that translates them. No more than a chunk is held.
final class TextFeed: Sendable {
  private struct State {
    var texts: [String] = []
    var bytes = 0
    /// Set when no more texts come.
    var end: Result<Void, any Error>?
    /// Waits for texts.
    var consumer: CheckedContinuation<Void, Never>?
    /// Waits for room.
    var producer: CheckedContinuation<Void, Never>?

    var isFull: Bool {
      let bounds = LineFilterOptions()
      return texts.count >= bounds.chunkLines || bytes >= bounds.chunkBytes
    }
  }

  private let state = Mutex(State())

  /// A feed and the task that fills it, which ends with whoever holds this.
  final class Reading: Sendable {
    private let feed: TextFeed
    private let task: Task<Void, Never>

    fileprivate init(_ feed: TextFeed, _ task: Task<Void, Never>) {
      self.feed = feed
      self.task = task
    }

    deinit {
      task.cancel()
      feed.finish(.success(()))
    }

    /// All texts that are at hand; waits for the first. Nil after the last.
    func next() async throws -> [String]? {
      try await withTaskCancellationHandler {
        try await feed.take()
      } onCancel: {
        task.cancel()
        feed.finish(.failure(CancellationError()))
      }
    }
  }

  /// Starts to read.
  static func reading<Texts>(_ texts: Texts) -> Reading
  where Texts: AsyncSequence & Sendable, Texts.Element == String {
    let feed = TextFeed()
    let task = Task {
      do {
        for try await text in texts { guard await feed.append(text) else { break } }
        feed.finish(.success(()))
      } catch {
        feed.finish(.failure(error))
      }
    }
    return Reading(feed, task)
  }

  /// Hands a text over as soon as there is room. Returns whether more are wanted.
  private func append(_ text: String) async -> Bool {
    await withCheckedContinuation { room in
      let isFree = state.withLock { state in
        let isFree = !state.isFull || state.end != nil
        if !isFree { state.producer = room }
        return isFree
      }
      if isFree { room.resume() }
    }
    let (consumer, isWanted) = state.withLock { state in
      guard state.end == nil else { return (nil as CheckedContinuation<Void, Never>?, false) }
      state.texts.append(text)
      state.bytes += text.utf8.count
      return (state.consumer.take(), true)
    }
    consumer?.resume()
    return isWanted
  }

  /// Ends the feed, unless it has ended before.
  private func finish(_ end: Result<Void, any Error>) {
    let waiting = state.withLock { state in
      state.end = state.end ?? end
      return [state.consumer.take(), state.producer.take()]
    }
    for continuation in waiting { continuation?.resume() }
  }

  private func take() async throws -> [String]? {
    await withCheckedContinuation { texts in
      let isThere = state.withLock { state in
        let isThere = !state.texts.isEmpty || state.end != nil
        if !isThere { state.consumer = texts }
        return isThere
      }
      if isThere { texts.resume() }
    }
    let (texts, end, producer) = state.withLock { state in
      defer { (state.texts, state.bytes) = ([], 0) }
      return (state.texts, state.end, state.producer.take())
    }
    producer?.resume()
    if !texts.isEmpty { return texts }
    try end?.get()
    return nil
  }
}
