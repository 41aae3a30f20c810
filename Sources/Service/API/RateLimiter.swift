import Synchronization

/// Requests a minute of each client: a bucket that fills as time goes by.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var time: ContinuousClock.Instant
  }

  private let buckets = Mutex<[String: Bucket]>([:])

  /// The most clients that are remembered; with more, those whose buckets are full again are forgotten.
  private static let capacity = 10_000

  /// Takes `cost` requests out of a client's bucket.
  ///
  /// - Throws: ``ServiceError`` 429 where there is not enough in it.
  func take(_ cost: Int, client: String, perMinute limit: Int) throws(ServiceError) {
    let wait = buckets.withLock { buckets -> Double? in
      let now = ContinuousClock.now
      let rate = Double(limit) / 60
      if buckets.count >= Self.capacity {
        buckets = buckets.filter { now - $0.value.time < .seconds(60) }
        if buckets.count >= Self.capacity { buckets = [:] }
      }
      var bucket = buckets[client] ?? Bucket(tokens: Double(limit), time: now)
      bucket.tokens = min(Double(limit), bucket.tokens + (now - bucket.time) / .seconds(1) * rate)
      bucket.time = now
      defer { buckets[client] = bucket }
      // A batch that is larger than the bucket passes when that is full.
      let needed = min(Double(cost), Double(limit))
      guard bucket.tokens >= needed else { return (needed - bucket.tokens) / rate }
      bucket.tokens -= needed
      return nil
    }
    guard let wait else { return }
    throw ServiceError(429, "Slowdown: \(limit) per 1 minute", retryAfter: Int(wait) + 1)
  }
}
