import Synchronization

/// Counts and times of requests, by route, method and status: nothing of who asked or what.
package final class ServiceMetrics: Sendable {
  private struct Key: Hashable {
    var route: String
    var method: String
    var status: Int
  }

  private struct State {
    var requests: [Key: Int] = [:]
    var seconds: [String: Histogram] = [:]
    var characters = 0
    var inFlight = 0
  }

  private struct Histogram {
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    var counts = [Int](repeating: 0, count: bounds.count)
    var count = 0
    var sum = 0.0

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      for (index, bound) in Self.bounds.enumerated() where value <= bound { counts[index] += 1 }
    }
  }

  private let state = Mutex(State())

  func begin() { state.withLock { $0.inFlight += 1 } }

  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  /// - Parameter method: as sent; clients may send any word, which must not make as many series.
  func end(route: String, method: String, status: Int, seconds: Double) {
    let method = Self.methods.contains(method) ? method : "other"
    state.withLock { state in
      state.inFlight -= 1
      state.requests[Key(route: route, method: method, status: status), default: 0] += 1
      state.seconds[route, default: Histogram()].add(seconds)
    }
  }

  func add(characters: Int) { state.withLock { $0.characters += characters } }

  /// Characters that have been asked for since the start.
  package var characters: Int { state.withLock { $0.characters } }

  /// In Prometheus' text format.
  func text(_ scheduler: Scheduler, documents: Int) -> String {
    let counts = scheduler.statistics.current
    let backlog = scheduler.backlog
    var lines: [String] = []
    func add(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]) {
      lines += ["# HELP translate_\(name) \(help)", "# TYPE translate_\(name) \(type)"]
      lines += samples.map { "translate_\(name + $0.labels) \($0.value)" }
    }
    func one(_ name: String, _ type: String, _ help: String, _ value: some Any) {
      add(name, type, help, [("", "\(value)")])
    }
    let current = state.withLock { $0 }
    let requests = current.requests.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    add(
      "http_requests_total", "counter", "Requests answered.",
      requests.map {
        ("{route=\"\($0.key.route)\",method=\"\($0.key.method)\",status=\"\($0.key.status)\"}", "\($0.value)")
      })
    add(
      "http_request_duration_seconds", "histogram", "From head to answer.",
      current.seconds.sorted { $0.key < $1.key }.flatMap(Self.samples))
    one("http_requests_in_flight", "gauge", "Requests that are being answered.", current.inFlight)
    one("characters_total", "counter", "Characters asked for.", current.characters)
    one("batches_total", "counter", "Batches translated.", counts.batches)
    one("batch_segments_total", "counter", "Sentences in them.", counts.segments)
    one("batch_tokens_total", "counter", "Tokens in them.", counts.tokens)
    one("busy_seconds_total", "counter", "Seconds that workers have translated.", counts.busySeconds)
    one("sentences_total", "counter", "Sentences asked for.", counts.requested)
    one("cached_sentences_total", "counter", "Those known already.", counts.cached)
    one("rejected_total", "counter", "Requests turned away because the queue was full.", counts.rejected)
    one("cancelled_total", "counter", "Requests whose clients went away.", counts.cancelled)
    one("queue_tokens", "gauge", "Tokens that wait.", backlog.tokens)
    one("queue_seconds", "gauge", "How long those will take.", backlog.seconds)
    one("documents", "gauge", "Documents that are not finished.", documents)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func samples(_ route: String, _ histogram: Histogram) -> [(labels: String, value: String)] {
    let buckets = zip(Histogram.bounds, histogram.counts).map { ("\($0)", $1) } + [("+Inf", histogram.count)]
    return buckets.map { ("_bucket{route=\"\(route)\",le=\"\($0)\"}", "\($1)") }
      + [("_sum{route=\"\(route)\"}", "\(histogram.sum)"), ("_count{route=\"\(route)\"}", "\(histogram.count)")]
  }
}
