import Synchronization

/// How many connections each address has, so that one of them cannot take all there are.
final class ConnectionCounts: Sendable {
  private let limit: Int
  private let isExempt: @Sendable (String) -> Bool
  private let counts = Mutex<[String: Int]>([:])

  /// - Parameter isExempt: addresses that stand for many clients, such as a proxy's.
  init(limit: Int, isExempt: @escaping @Sendable (String) -> Bool) {
    self.limit = limit
    self.isExempt = isExempt
  }

  /// Counts a connection. Returns false where there are too many; then ``leave(_:)`` is not to be called.
  func enter(_ address: String) -> Bool {
    guard limit > 0, !isExempt(address) else { return true }
    return counts.withLock { counts in
      let network = ClientAddresses.network(address)
      guard counts[network, default: 0] < limit else { return false }
      counts[network, default: 0] += 1
      return true
    }
  }

  func leave(_ address: String) {
    guard limit > 0, !isExempt(address) else { return }
    counts.withLock { counts in
      let network = ClientAddresses.network(address)
      let left = counts[network, default: 1] - 1
      counts[network] = left > 0 ? left : nil
    }
  }
}
