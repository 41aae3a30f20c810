/// Runs number crunching on threads of its own, one a core, outside Swift's cooperative pool.
///
/// Worker 0 is the calling thread. Each worker always does its own part and never another's: a pool that lets the
/// caller take over parts that have not been started yet ends up on one core when the machine is busy.
package final class WorkerPool: Sendable {
  package let count: Int
  private let helpers: [Helper]

  package init(count: Int) {
    self.count = max(1, count)
    helpers = (1..<max(1, count)).map { _ in Helper() }
  }

  deinit { for helper in helpers { helper.stop() } }

  /// Calls `body` with 0 ..< count at the same time and returns the results in that order.
  ///
  /// Whatever `body` touches must belong to its own index or be read only: the compiler does not check it here. Calls
  /// must not overlap.
  package func map<Result>(_ body: (Int) -> Result) -> [Result] {
    withoutActuallyEscaping(body) { body in
      [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
        let call = Unchecked((body: body, results: buffer.baseAddress!))
        for (index, helper) in helpers.enumerated() {
          helper.start { (call.value.results + index + 1).initialize(to: call.value.body(index + 1)) }
        }
        (call.value.results + 0).initialize(to: body(0))
        for helper in helpers { helper.wait() }
        initialized = count
      }
    }
  }

  /// Cuts 0 ..< total into one range a worker.
  package func map<Result>(over total: Int, _ body: (Range<Int>) -> Result) -> [Result] {
    map { index in
      // Cuts fall on multiples of 16 elements, one cache line.
      func cut(_ i: Int) -> Int { i == count ? total : (total / 16 * i / count) * 16 }
      return body(cut(index)..<cut(index + 1))
    }
  }

  private struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
}

/// A thread that does one piece of work after the other.
private final class Helper: @unchecked Sendable {
  private let monitor = Monitor()
  // What follows is guarded by `monitor`.
  private var work: (@Sendable () -> Void)?
  private var isStopped = false

  init() {
    precondition(startDetachedThread { [self] in loop() }, "no thread could be started")
  }

  func start(_ work: @escaping @Sendable () -> Void) {
    monitor.enter()
    self.work = work
    monitor.leave()
  }

  func wait() {
    monitor.enter { work == nil }
    monitor.leave()
  }

  func stop() {
    monitor.enter()
    isStopped = true
    monitor.leave()
  }

  private func loop() {
    while true {
      monitor.enter { work != nil || isStopped }
      let isOver = work == nil
      monitor.leave()
      if isOver { return }
      // Only this thread takes work away, and nothing of it may be held any more when that shows: its closure does not
      // escape the call.
      work?()
      monitor.enter()
      work = nil
      monitor.leave()
    }
  }
}
