import Decoding
import Translation

/// Translates the segments of all requests on a few threads, in batches that they share.
///
/// What a segment becomes depends on it and the options only, so whose segments it is translated with makes no
/// difference to anybody.
package final class Scheduler: Sendable {
  package struct Settings: Sendable {
    package var queue = SegmentQueue.Settings()
    /// The longest that a request may have to wait before its turn comes, in seconds; with more before it, it is turned
    /// away at once.
    package var maximumWait = 15.0
    /// Translations that are kept for those who ask again, in bytes of text.
    package var cacheBytes = 4 << 20

    package init() {}
  }

  /// What a model is for the scheduler: how to translate with it.
  package typealias Translate = @Sendable (_ segments: [String], TranslationOptions) throws -> [SegmentTranslation]

  /// A segment that is wanted.
  package struct Wanted: Sendable {
    package var text: String
    package var tokens: Int

    package init(text: String, tokens: Int) {
      self.text = text
      self.tokens = tokens
    }
  }

  /// Who waits for a request: told of each segment, by a worker's thread.
  private struct Listener {
    var deliver: @Sendable (Int, Result<SegmentTranslation, any Error>) -> Void
  }

  private struct State {
    var queue: SegmentQueue
    var models: [Int: Translate] = [:]
    var listeners: [Int: Listener] = [:]
    var cancellations: [Int: SearchCancellation] = [:]
    var cache: TranslationCache
    /// Tokens a second of one worker.
    var speed = 1500.0
    var isStopped = false
  }

  private let monitor: Monitor<State>
  private let settings: Settings
  private let start = ContinuousClock.now
  package let statistics = SchedulerStatistics()

  package init(_ settings: Settings = Settings()) {
    self.settings = settings
    monitor = Monitor(
      State(queue: SegmentQueue(settings.queue), cache: TranslationCache(bytes: settings.cacheBytes)))
    for _ in 0..<settings.queue.workers { startThread { [weak self] in Self.work { self } } }
  }

  /// Makes a model known. Numbers are never used again.
  package func register(_ model: Int, _ translate: @escaping Translate) {
    monitor.withLock { $0.models[model] = translate }
  }

  package func forget(_ model: Int) {
    // What it takes to free a model's memory is not done under the lock.
    let gone = monitor.withLock { $0.models.removeValue(forKey: model) }
    withExtendedLifetime(gone) {}
  }

  /// Ends the threads once they are done with the batches they have.
  package func stop() {
    monitor.withLock { $0.isStopped = true }
    monitor.signal()
  }

  private var now: Double { (ContinuousClock.now - start) / .seconds(1) }

  // MARK: Asking

  /// Translates segments. When the task is cancelled they leave the queue.
  ///
  /// - Parameters:
  ///   - isBackground: somebody waits for it, but not just now.
  ///   - onSegment: told of every translation as soon as it is there, in any order, by any thread.
  /// - Throws: ``ServiceError`` 503 where too much is before it, `CancellationError`, or what the model throws.
  package func translate(
    _ wanted: [Wanted], model: Int, options: TranslationOptions, client: String, isBackground: Bool = false,
    onSegment: (@Sendable (Int, SegmentTranslation) -> Void)? = nil
  ) async throws -> [SegmentTranslation] {
    guard !wanted.isEmpty else { return [] }
    let collector = SegmentCollector(count: wanted.count, onSegment: onSegment)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        collector.begin(continuation)
        do {
          try submit(wanted, model, options, client, isBackground, collector)
        } catch {
          collector.fail(error)
        }
      }
    } onCancel: {
      if let request = collector.cancel() { cancel(request) }
    }
  }

  private func submit(
    _ wanted: [Wanted], _ model: Int, _ options: TranslationOptions, _ client: String, _ isBackground: Bool,
    _ collector: SegmentCollector
  ) throws {
    let keys = wanted.map { SegmentKey(model: model, options: options, text: $0.text) }
    let (found, request) = try monitor.withLock { state in
      let found = keys.map { state.cache[$0] }
      let missing = wanted.indices.filter { found[$0] == nil }
      guard !missing.isEmpty else { return (found, Int?.none) }
      let tokens = missing.reduce(0) { $0 + wanted[$1].tokens }
      if !isBackground { try admit(tokens, state) }
      let id = state.queue.add(
        missing.map { (keys[$0], wanted[$0].tokens) }, client: client, isBackground: isBackground, now: now)
      state.listeners[id] = Listener { index, result in collector.deliver(missing[index], result) }
      return (found, id)
    }
    statistics.add(requested: wanted.count, cached: found.count { $0 != nil })
    if let request, !collector.accepted(request) { cancel(request) }
    if request != nil { monitor.signal() }
    for (index, translation) in found.enumerated() {
      if let translation { collector.deliver(index, .success(translation)) }
    }
  }

  /// Turns a request away that would have to wait too long.
  private func admit(_ tokens: Int, _ state: State) throws {
    let wait = Double(state.queue.tokensAhead(of: tokens)) / (state.speed * Double(settings.queue.workers))
    guard wait > settings.maximumWait else { return }
    statistics.addRejected()
    throw ServiceError.busy(retryAfter: max(1, Int(wait - settings.maximumWait) + 1))
  }

  private func cancel(_ request: Int) {
    monitor.withLock { state in
      guard state.listeners.removeValue(forKey: request) != nil else { return }
      for batch in state.queue.cancel(request) { state.cancellations[batch]?.cancel() }
      statistics.addCancelled()
    }
  }

  /// Tokens that wait, and the seconds that they will take.
  package var backlog: (tokens: Int, seconds: Double) {
    monitor.withLock { state in
      let tokens = state.queue.waitingTokens
      return (tokens, Double(tokens) / (state.speed * Double(settings.queue.workers)))
    }
  }

  /// Requests that are not finished yet.
  package var requestCount: Int { monitor.withLock { $0.queue.requestCount } }

  // MARK: Working

  private struct Work: Sendable {
    var batch: SegmentQueue.Batch
    var translate: Translate?
    var cancellation: SearchCancellation
  }

  private enum Turn: Sendable {
    case work(Work)
    case stop
  }

  /// The life of a worker. It holds the scheduler only while there is something to do.
  private static func work(_ scheduler: () -> Scheduler?) {
    while let current = scheduler() {
      switch current.takeTurn() {
      case .stop: return
      case .work(let work): current.run(work)
      case nil: continue
      }
    }
  }

  private func takeTurn() -> Turn? {
    monitor.take(waitingAtMost: 1) { state in
      if state.isStopped { return .stop }
      guard let batch = state.queue.nextBatch(now: now) else { return nil }
      let cancellation = SearchCancellation()
      state.cancellations[batch.id] = cancellation
      return .work(
        Work(batch: batch, translate: batch.keys.first.flatMap { state.models[$0.model] }, cancellation: cancellation))
    }
  }

  private func run(_ work: Work) {
    let begin = now
    let result = Result<[SegmentTranslation], any Error> {
      guard let translate = work.translate, let options = work.batch.keys.first?.options else {
        throw ServiceError(503, "The model is being replaced", retryAfter: 1)
      }
      return try SearchCancellation.$current.withValue(work.cancellation) {
        try translate(work.batch.keys.map(\.text.string), options)
      }
    }
    let seconds = now - begin
    statistics.add(batch: work.batch, seconds: seconds)
    let deliveries = monitor.withLock { state -> [[(Listener?, Int)]] in
      state.cancellations[work.batch.id] = nil
      if case .success(let translations) = result {
        for (key, translation) in zip(work.batch.keys, translations) { state.cache[key] = translation }
        if seconds > 0, !work.batch.keys.isEmpty {
          state.speed += 0.1 * (Double(work.batch.tokens) / max(seconds, 1e-4) - state.speed)
        }
      }
      if case .failure(SearchError.cancelled) = result {
        // Somebody may have asked for one of its segments after all others had gone.
        state.queue.giveBack(work.batch)
        return []
      }
      let (waiters, complete) = state.queue.finish(work.batch)
      let listeners = waiters.map { $0.map { (state.listeners[$0.request], $0.index) } }
      for id in complete { state.listeners[id] = nil }
      return listeners
    }
    monitor.signal()
    for (index, waiters) in deliveries.enumerated() {
      let outcome = result.map { $0[index] }
      for (listener, place) in waiters { listener?.deliver(place, outcome) }
    }
  }
}
