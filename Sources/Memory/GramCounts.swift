import IO

/// About how often grams occur: never less than they do. A count-min sketch of one row: a megabyte, whatever the number of
/// grams.
struct GramCounts {
  private(set) var counts: [UInt32]

  private static let buckets = 1 << 18

  init() {
    counts = [UInt32](repeating: 0, count: Self.buckets)
  }

  /// - Parameter bytes: as ``bytes`` gave them; anything else makes counts that are all 0.
  init(bytes: [UInt8]) {
    self.init()
    guard bytes.count == counts.count * 4 else { return }
    counts.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    for index in counts.indices { counts[index] = UInt32(littleEndian: counts[index]) }
  }

  var bytes: [UInt8] { counts.map(\.littleEndian).withUnsafeBytes(Array.init) }

  mutating func add(_ gram: String, _ change: Int) {
    let place = Self.bucket(gram)
    counts[place] = UInt32(clamping: Int(counts[place]) + change)
  }

  func count(_ gram: String) -> Int { Int(counts[Self.bucket(gram)]) }

  /// FNV-1a.
  private static func bucket(_ gram: String) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in gram.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int((hash ^ hash >> 32) % UInt64(buckets))
  }
}
