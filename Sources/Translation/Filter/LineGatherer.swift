import Threads

/// Lines on their way from the reading thread to the translating one.
///
/// A big file fills it while the chunk before is being translated; a slow producer's lines are handed on as soon as the
/// producer pauses. Either way no more than a chunk is held.
final class LineGatherer: @unchecked Sendable {
  /// Lines that were read one after the other.
  struct Chunk: Sendable {
    var lines: [Line] = []
    /// Bytes of the input up to the end of the chunk.
    var bytesConsumed = 0
  }

  private let maximumLines: Int
  private let maximumBytes: Int

  // What follows is guarded by `monitor`.
  private let monitor = Monitor()
  /// Each line with the bytes of the input up to its end.
  private var lines: [(line: Line, consumed: Int)] = []
  private var bytes = 0
  /// The input has nothing more at the moment.
  private var isPaused = false
  private var end: Result<Void, any Error>?
  private var isCancelled = false

  init(maximumLines: Int, maximumBytes: Int) {
    self.maximumLines = maximumLines
    self.maximumBytes = maximumBytes
  }

  /// Starts a thread that reads `descriptor` to its end.
  func startReading(_ descriptor: Int32, path: String, fragmentLimit: Int) {
    let isStarted = startDetachedThread { [self] in
      let result = Result { try read(LineReader(descriptor: descriptor, path: path, fragmentLimit: fragmentLimit)) }
      monitor.enter()
      end = result
      monitor.leave()
    }
    precondition(isStarted, "no thread could be started")
  }

  /// The next lines; waits for them. Nil at the end.
  ///
  /// - Parameter size: how much is enough; at least one line comes.
  /// - Throws: what went wrong in reading, after all lines before it.
  func next(_ size: ChunkSize) throws -> Chunk? {
    monitor.enter {
      isFull || lines.count >= size.lines || bytes >= size.bytes || end != nil || (isPaused && !lines.isEmpty)
    }
    defer { monitor.leave() }
    if lines.isEmpty {
      try end?.get()
      return nil
    }
    return take(size)
  }

  private func take(_ size: ChunkSize) -> Chunk {
    var chunk = Chunk()
    var taken = 0
    for (line, consumed) in lines {
      if !chunk.lines.isEmpty, chunk.lines.count >= size.lines || taken >= size.bytes { break }
      chunk.lines.append(line)
      chunk.bytesConsumed = consumed
      taken += line.bytes.count
    }
    lines.removeFirst(chunk.lines.count)
    bytes -= taken
    return chunk
  }

  /// Makes the reading thread stop at the next line: nobody wants more.
  func cancel() {
    monitor.enter()
    isCancelled = true
    monitor.leave()
  }

  private var isFull: Bool { lines.count >= maximumLines || bytes >= maximumBytes }

  private func read(_ reader: consuming LineReader) throws {
    while let line = try reader.next() {
      let consumed = reader.bytesConsumed
      // An error in looking ahead comes again in reading on, after this line has been handed over.
      let isReady = (try? reader.isReady()) ?? true
      guard append(line, consumed: consumed, isPaused: !isReady) else { return }
    }
  }

  /// Hands a line over as soon as there is room. Returns whether more are wanted.
  private func append(_ line: Line, consumed: Int, isPaused: Bool) -> Bool {
    monitor.enter { !isFull || isCancelled }
    defer { monitor.leave() }
    lines.append((line, consumed))
    bytes += line.bytes.count
    self.isPaused = isPaused
    return !isCancelled
  }
}
