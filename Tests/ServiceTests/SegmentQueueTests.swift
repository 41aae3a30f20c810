import Service
import Testing
import Translation

@Suite struct SegmentQueueTests {
  private func key(_ text: String) -> SegmentKey {
    SegmentKey(model: 1, options: TranslationOptions(), text: text)
  }

  private func segments(_ name: String, count: Int, tokens: Int) -> [(key: SegmentKey, tokens: Int)] {
    (0..<count).map { (key("\(name) \($0)"), tokens) }
  }

  private func next(_ queue: inout SegmentQueue, _ now: Double) throws -> SegmentQueue.Batch {
    let batch = queue.nextBatch(now: now)
    return try #require(batch)
  }

  @Test func aSentenceGoesBeforeADocument() throws {
    var queue = SegmentQueue()
    _ = queue.add(segments("document", count: 500, tokens: 20), client: "a", now: 0)
    _ = queue.add(segments("typed", count: 1, tokens: 20), client: "b", now: 0)
    let first = try next(&queue, 0)
    #expect(first.keys.map(\.text.string) == ["typed 0"])
    let second = try next(&queue, 0)
    #expect(second.isBulk)
  }

  @Test func aTypedSentenceFindsAWorkerFreeOfBulk() throws {
    var queue = SegmentQueue()
    _ = queue.add(segments("typed", count: 1, tokens: 20), client: "b", now: 0)
    _ = try next(&queue, 0)
    _ = queue.add(segments("document", count: 500, tokens: 20), client: "a", now: 0.1)
    let bulk = try next(&queue, 0.1)
    #expect(bulk.isBulk && bulk.tokens <= 180, "small while somebody types")
    let other = queue.nextBatch(now: 0.2)
    #expect(other?.keys == nil, "the other worker is left free")
    let later = try next(&queue, 10)
    #expect(later.isBulk && later.tokens >= 480, "nobody types any more")
  }

  @Test func bulkIsNotStarved() throws {
    var queue = SegmentQueue()
    _ = queue.add(segments("document", count: 100, tokens: 30), client: "a", now: 0)
    var sawBulk = false
    for second in 0..<20 {
      _ = queue.add(segments("typed \(second)", count: 20, tokens: 5), client: "b", now: Double(second))
      let batch = try next(&queue, Double(second))
      sawBulk = sawBulk || batch.isBulk
      _ = queue.finish(batch)
    }
    #expect(sawBulk)
  }

  @Test func equalSegmentsAreTranslatedOnceForAll() throws {
    var queue = SegmentQueue()
    let one = queue.add([(key("same"), 5), (key("one"), 5)], client: "a", now: 0)
    let other = queue.add([(key("same"), 5)], client: "b", now: 0)
    var waiters: [SegmentQueue.Waiter] = []
    var complete: [Int] = []
    var translated: [String] = []
    while let batch = queue.nextBatch(now: 0) {
      translated += batch.keys.map(\.text.string)
      let outcome = queue.finish(batch)
      waiters += outcome.waiters.joined()
      complete += outcome.complete
    }
    #expect(translated.sorted() == ["one", "same"])
    #expect(Set(waiters).count == 3 && waiters.count == 3)
    #expect(complete.sorted() == [one, other].sorted())
    #expect(queue.waitingTokens == 0 && queue.segmentCount == 0 && queue.clientCount == 0)
  }

  @Test func cancellingLeavesWhatOthersWant() throws {
    var queue = SegmentQueue()
    let gone = queue.add([(key("shared"), 5), (key("mine"), 5)], client: "a", now: 0)
    _ = queue.add([(key("shared"), 5)], client: "b", now: 0)
    let stopped = queue.cancel(gone)
    #expect(stopped.isEmpty)
    let batch = try next(&queue, 0)
    #expect(batch.keys.map(\.text.string) == ["shared"])
    let rest = queue.nextBatch(now: 0)
    #expect(rest?.keys == nil)
  }

  @Test func aBatchForNobodyIsNamedAndItsSegmentsMayComeBack() throws {
    var queue = SegmentQueue()
    let gone = queue.add([(key("x"), 5)], client: "a", now: 0)
    let batch = try next(&queue, 0)
    let stopped = queue.cancel(gone)
    #expect(stopped == [batch.id])
    _ = queue.add([(key("x"), 5)], client: "b", now: 0)
    queue.giveBack(batch)
    let again = try next(&queue, 0)
    #expect(again.keys == batch.keys)
    let complete = queue.finish(again).complete
    #expect(complete.count == 1)
    #expect(queue.waitingTokens == 0)
  }

  /// Jain's index of what equal clients have had is near 1 at any time.
  @Test func clientsShareEvenly() throws {
    var queue = SegmentQueue()
    let names = (0..<8).map { "client \($0)" }
    for (index, name) in names.enumerated() {
      // One asks for ten times as much.
      _ = queue.add(segments(name, count: index == 0 ? 2000 : 200, tokens: 10), client: name, now: 0)
    }
    var served: [String: Double] = [:]
    for _ in 0..<20 {
      let batch = try next(&queue, 0)
      for key in batch.keys {
        let name = names.first { key.text.string.hasPrefix($0) } ?? ""
        served[name, default: 0] += 10
      }
      _ = queue.finish(batch)
    }
    let values = names.map { served[$0] ?? 0 }
    let sum = values.reduce(0, +)
    let index = sum * sum / (8 * values.reduce(0) { $0 + $1 * $1 })
    #expect(index > 0.95, "\(values)")
  }

  /// Whatever comes and goes, in whatever order: every segment that is wanted is delivered once to each who wants it,
  /// and nothing is left behind.
  @Test(arguments: 0..<200) func nothingIsLostOrDoubled(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var queue = SegmentQueue()
    var open: [Int: Set<Int>] = [:]
    var running: [SegmentQueue.Batch] = []
    func finish(_ batch: SegmentQueue.Batch) {
      let outcome = queue.finish(batch)
      for waiter in outcome.waiters.joined() {
        let expected = open[waiter.request]?.remove(waiter.index)
        #expect(expected != nil, "delivered twice, or to nobody")
      }
      for id in outcome.complete {
        let rest = open.removeValue(forKey: id)
        #expect(rest?.isEmpty == true)
      }
    }
    for step in 0..<300 {
      let now = Double(step) / 10
      switch random.next(6) {
      case 0, 1:
        let count = 1 + random.next(random.next(10) == 0 ? 100 : 5)
        let wanted = (0..<count).map { _ in (key: key("s\(random.next(60))"), tokens: 7) }
        // A segment's length follows from its text.
        let id = queue.add(wanted, client: "c\(random.next(4))", isBackground: random.next(8) == 0, now: now)
        open[id] = Set(0..<count)
      case 2:
        if let id = open.keys.sorted().dropFirst(random.next(max(1, open.count))).first {
          for batch in queue.cancel(id) {
            if let place = running.firstIndex(where: { $0.id == batch }), random.next(2) == 0 {
              queue.giveBack(running.remove(at: place))
            }
          }
          open[id] = nil
        }
      case 3, 4: if let batch = queue.nextBatch(now: now) { running.append(batch) }
      default: if !running.isEmpty { finish(running.remove(at: random.next(running.count))) }
      }
    }
    while !running.isEmpty { finish(running.removeFirst()) }
    var idle = 0.0
    while idle < 10 {
      if let batch = queue.nextBatch(now: 1000 + idle) { finish(batch) } else { idle += 1 }
    }
    #expect(open.isEmpty)
    #expect(queue.waitingTokens == 0 && queue.segmentCount == 0 && queue.requestCount == 0 && queue.clientCount == 0)
  }
}

/// Numbers that are the same every time.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
