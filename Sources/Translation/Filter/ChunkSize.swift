/// How much is translated before it is written. Somebody waits for the first lines; a long text is quicker in big chunks,
/// whose sentences make full batches of one length.
struct ChunkSize: Sendable {
  private(set) var lines: Int
  private(set) var bytes: Int
  private let options: LineFilterOptions

  private static let firstLines = 16
  private static let firstBytes = 2048
  /// A chunk is at most so many times as large as the one before.
  private static let growth = 4

  init(_ options: LineFilterOptions) {
    self.options = options
    lines = min(Self.firstLines, options.chunkLines)
    bytes = min(Self.firstBytes, options.chunkBytes)
  }

  /// Chooses the size of the next chunk by what a chunk of this size has taken.
  mutating func adapt(to chunk: LineGatherer.Chunk, seconds: Double) {
    let size = chunk.lines.reduce(0) { $0 + $1.bytes.count }
    let room = options.chunkSeconds / max(seconds, 1e-6)
    lines = Self.next(lines, done: chunk.lines.count, room: room, most: options.chunkLines)
    bytes = Self.next(bytes, done: size, room: room, most: options.chunkBytes)
  }

  /// No less than what there was of it, lest a slow moment should make many small chunks.
  private static func next(_ now: Int, done: Int, room: Double, most: Int) -> Int {
    let affordable = min(Double(most), Double(max(done, 1)) * room)
    return max(1, min(most, now * growth, max(Int(affordable), now / growth)))
  }
}
