import Translation

/// What makes two segments one: translated with the same model and options they come out the same.
package struct SegmentKey: Hashable, Sendable {
  package var model: Int
  package var options: TranslationOptions
  package var text: ExactText

  package init(model: Int, options: TranslationOptions, text: String) {
    self.model = model
    self.options = options
    self.text = ExactText(text)
  }
}

/// The segments that wait to be translated, and which of them come next. A value that knows neither threads nor clocks:
/// time is passed in, in seconds.
///
/// A request with few tokens left is *interactive*, one with many is *bulk*. Interactive segments go first. Among the
/// requests of a class clients take turns: the one that has had the fewest tokens so far is next, and of its requests
/// the one with the least left, waiting counted in its favour. A batch is taken as soon as a worker is free; nothing
/// ever waits for a batch to fill. Equal segments are translated once, for all who want them.
package struct SegmentQueue {
  package struct Settings: Sendable {
    package var workers = 2
    /// Tokens of a batch, and of one that keeps somebody waiting who types.
    package var batchTokens = 500
    package var smallBatchTokens = 150
    /// A request with no more tokens than that is interactive.
    package var interactiveTokens = 200
    /// How long a typed sentence makes bulk requests leave a worker free, in seconds.
    package var attention = 2.0
    /// Bulk requests get a batch when they have waited that long, whatever else there is.
    package var bulkPatience = 3.0
    /// Tokens by which a second of waiting moves a request forward.
    package var ageing = 20.0

    package init() {}
  }

  package struct Batch: Sendable {
    package var id: Int
    package var isBulk: Bool
    package var keys: [SegmentKey]
    package var tokens: Int
  }

  /// One who waits for a segment.
  package struct Waiter: Hashable, Sendable {
    package var request: Int
    /// Which of the request's segments it is.
    package var index: Int
  }

  private struct Segment {
    var tokens: Int
    var waiters: [Waiter]
    var batch: Int?
  }

  private struct Request {
    var client: String
    var isBackground: Bool
    var arrival: Double
    var keys: [SegmentKey]
    /// Of `keys`, where those begin that may still wait.
    var head = 0
    /// Tokens that wait.
    var tokens = 0
    /// Segments that wait or are being translated.
    var outstanding: Int
  }

  private struct Client {
    var requests: [Int] = []
    /// Tokens that have been taken for it, set forward to that of the others when it comes back.
    var served: Double
  }

  private let settings: Settings
  private var segments: [SegmentKey: Segment] = [:]
  private var requests: [Int: Request] = [:]
  private var clients: [String: Client] = [:]
  private var batches: [Int: Batch] = [:]
  private var nextID = 0
  private var lastInteractive = -Double.infinity
  private var lastBulk = -Double.infinity

  /// Tokens that wait, by class at the time of asking.
  package private(set) var waitingTokens = 0
  package var requestCount: Int { requests.count }
  package var segmentCount: Int { segments.count }
  package var clientCount: Int { clients.count }

  package init(_ settings: Settings = Settings()) {
    self.settings = settings
  }

  // MARK: Coming and going

  /// Takes up a request for segments, each with its length in tokens.
  ///
  /// - Parameter isBackground: it is bulk however little is left of it.
  /// - Returns: its number, for ``cancel(_:)``.
  package mutating func add(
    _ wanted: [(key: SegmentKey, tokens: Int)], client: String, isBackground: Bool = false, now: Double
  ) -> Int {
    nextID += 1
    let id = nextID
    var request = Request(
      client: client, isBackground: isBackground, arrival: now, keys: wanted.map(\.key), outstanding: wanted.count)
    for (index, (key, tokens)) in wanted.enumerated() {
      let waiter = Waiter(request: id, index: index)
      if var known = segments[key] {
        known.waiters.append(waiter)
        segments[key] = known
        if known.batch == nil { request.tokens += known.tokens }
      } else {
        segments[key] = Segment(tokens: tokens, waiters: [waiter])
        request.tokens += tokens
        waitingTokens += tokens
      }
    }
    if !isBackground, request.tokens <= settings.interactiveTokens { lastInteractive = now }
    requests[id] = request
    let least = clients.values.map(\.served).min() ?? 0
    clients[client, default: Client(served: least)].requests.append(id)
    return id
  }

  /// Forgets a request. Segments that nobody else wants are not translated.
  ///
  /// - Returns: the batches at work for nobody any more.
  package mutating func cancel(_ id: Int) -> [Int] {
    guard let request = requests[id] else { return [] }
    var touched: Set<Int> = []
    for key in request.keys {
      guard var segment = segments[key] else { continue }
      segment.waiters.removeAll { $0.request == id }
      if let batch = segment.batch { touched.insert(batch) }
      if segment.waiters.isEmpty, segment.batch == nil {
        segments[key] = nil
        waitingTokens -= segment.tokens
      } else {
        segments[key] = segment
      }
    }
    remove(id)
    return touched.filter { batch in
      batches[batch]?.keys.allSatisfy { segments[$0]?.waiters.isEmpty != false } ?? false
    }.sorted()
  }

  /// Takes a batch's segments out of the queue.
  ///
  /// - Returns: who waits for each, in the order of the batch, and which requests have all they want.
  package mutating func finish(_ batch: Batch) -> (waiters: [[Waiter]], complete: [Int]) {
    batches[batch.id] = nil
    var complete: [Int] = []
    let waiters = batch.keys.map { key -> [Waiter] in
      let waiters = segments.removeValue(forKey: key)?.waiters ?? []
      for waiter in waiters {
        requests[waiter.request]?.outstanding -= 1
        if requests[waiter.request]?.outstanding == 0 { complete.append(waiter.request) }
      }
      return waiters
    }
    for id in complete { remove(id) }
    return (waiters, complete)
  }

  /// Lets the segments of a batch that was broken off wait again, if somebody wants them.
  package mutating func giveBack(_ batch: Batch) {
    batches[batch.id] = nil
    for key in batch.keys {
      guard var segment = segments[key] else { continue }
      segment.batch = nil
      segments[key] = segment.waiters.isEmpty ? nil : segment
      if segment.waiters.isEmpty { continue }
      waitingTokens += segment.tokens
      for waiter in segment.waiters {
        requests[waiter.request]?.tokens += segment.tokens
        requests[waiter.request]?.head = 0
      }
    }
  }

  private mutating func remove(_ id: Int) {
    guard let request = requests.removeValue(forKey: id) else { return }
    clients[request.client]?.requests.removeAll { $0 == id }
    if clients[request.client]?.requests.isEmpty == true { clients[request.client] = nil }
  }

  /// Tokens that would be translated before a new request of that many.
  package func tokensAhead(of tokens: Int) -> Int {
    guard tokens <= settings.interactiveTokens else { return waitingTokens }
    return requests.values.reduce(0) { $0 + (isInteractive($1) ? $1.tokens : 0) }
  }

  // MARK: What comes next

  private func isInteractive(_ request: Request) -> Bool {
    !request.isBackground && request.tokens <= settings.interactiveTokens
  }

  /// The segments that a free worker is to take; nil where there are none for it.
  package mutating func nextBatch(now: Double) -> Batch? {
    let hasAttention = now - lastInteractive < settings.attention
    let waiting = requests.filter { $0.value.tokens > 0 }
    guard !waiting.isEmpty else { return nil }
    let interactive = waiting.values.filter(isInteractive)
    let hasBulk = interactive.count < waiting.count
    if hasBulk, lastBulk == -.infinity { lastBulk = now }
    let isBulkDue = hasBulk && now - lastBulk > settings.bulkPatience
    let bulkAtWork = batches.values.reduce(0) { $0 + ($1.isBulk ? 1 : 0) }
    let leavesRoom = !hasAttention || settings.workers == 1 || bulkAtWork < settings.workers - 1
    let takesBulk = hasBulk && leavesRoom && (interactive.isEmpty || isBulkDue)
    guard takesBulk || !interactive.isEmpty else { return nil }
    let tokens = takesBulk ? waitingTokens : interactive.reduce(0) { $0 + $1.tokens }
    let share = max(settings.smallBatchTokens, tokens / settings.workers)
    let limit = takesBulk && hasAttention ? settings.smallBatchTokens : min(settings.batchTokens, share)
    let batch = take(bulk: takesBulk, limit: limit, now: now)
    if takesBulk || !hasBulk { lastBulk = hasBulk ? now : -.infinity }
    return batch
  }

  private mutating func take(bulk: Bool, limit: Int, now: Double) -> Batch? {
    nextID += 1
    var batch = Batch(id: nextID, isBulk: bulk, keys: [], tokens: 0)
    // A client's best request first; after it has had its turn the next client's.
    var candidates = candidates(bulk: bulk, now: now)
    while batch.tokens < limit, !candidates.isEmpty {
      let place = candidates.indices.min { served(candidates[$0].client) < served(candidates[$1].client) } ?? 0
      guard let request = candidates[place].requests.first else {
        candidates.remove(at: place)
        continue
      }
      let turn = min(limit - batch.tokens, max(settings.smallBatchTokens, limit / 4))
      let taken = take(from: request, into: &batch, turn: turn)
      clients[candidates[place].client]?.served += Double(taken)
      if taken == 0 || requests[request]?.tokens == 0 { candidates[place].requests.removeFirst() }
    }
    guard !batch.keys.isEmpty else { return nil }
    batches[batch.id] = batch
    return batch
  }

  private func served(_ client: String) -> Double { clients[client]?.served ?? 0 }

  /// The waiting requests of each client, in the order in which they are served.
  private func candidates(bulk: Bool, now: Double) -> [(client: String, requests: [Int])] {
    var result: [(client: String, requests: [Int])] = []
    for (name, client) in clients {
      let mine = client.requests.filter { id in
        guard let request = requests[id], request.tokens > 0 else { return false }
        return isInteractive(request) != bulk
      }
      if mine.isEmpty { continue }
      result.append((name, mine.sorted { rank($0, now) < rank($1, now) }))
    }
    // By name where they have had as much: the order of a dictionary is any.
    return result.sorted { $0.client < $1.client }
  }

  private func rank(_ id: Int, _ now: Double) -> (Double, Int) {
    guard let request = requests[id] else { return (0, id) }
    return (Double(request.tokens) - settings.ageing * (now - request.arrival), id)
  }

  /// How many segments of a request are looked at for such as fit into a batch.
  private static let window = 256

  /// Moves up to `turn` tokens of a request into a batch, of about the length of those in it. Returns how many.
  private mutating func take(from id: Int, into batch: inout Batch, turn: Int) -> Int {
    guard let request = requests[id] else { return 0 }
    var (taken, head, seen) = (0, request.head, 0)
    var isAtHead = true
    for index in request.head..<request.keys.count {
      guard taken < turn, seen < Self.window else { break }
      let key = request.keys[index]
      guard let segment = segments[key], segment.batch == nil, segment.waiters.contains(where: { $0.request == id })
      else {
        if isAtHead { head = index + 1 }
        continue
      }
      seen += 1
      guard fits(key, segment, batch) else {
        isAtHead = false
        continue
      }
      segments[key]?.batch = batch.id
      for waiter in segment.waiters { requests[waiter.request]?.tokens -= segment.tokens }
      waitingTokens -= segment.tokens
      batch.keys.append(key)
      batch.tokens += segment.tokens
      taken += segment.tokens
      if isAtHead { head = index + 1 }
    }
    requests[id]?.head = head
    return taken
  }

  /// Rows of a batch go forward together, so that a short sentence would wait for a long one.
  private func fits(_ key: SegmentKey, _ segment: Segment, _ batch: Batch) -> Bool {
    guard let first = batch.keys.first, let leader = segments[first] else { return true }
    return key.model == first.model && key.options == first.options
      && segment.tokens <= 2 * leader.tokens + 8 && leader.tokens <= 2 * segment.tokens + 8
  }
}
