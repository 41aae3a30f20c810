import Logging
import Memory
import Synchronization

/// Uses a translation memory as long as it works. When it fails that is told once, and the job goes on with a memory
/// that lasts as long as the job.
final class MemoryKeeper: Sendable {
  private let current: Mutex<TranslationMemory>
  private let settings: String
  private let logger: Logger

  init(_ memory: TranslationMemory, settings: String, logger: Logger) {
    current = Mutex(memory)
    self.settings = settings
    self.logger = logger
  }

  func find(_ source: String) throws(MemoryError) -> TranslationMemory.Entry? {
    try use { memory throws(MemoryError) in try memory.find(source) }
  }

  func store(_ entries: [(source: String, entry: TranslationMemory.Entry)]) throws(MemoryError) {
    try use { memory throws(MemoryError) in try memory.store(entries) }
  }

  func hasWritten(_ file: String, checksum: UInt64) throws(MemoryError) -> Bool {
    try use { memory throws(MemoryError) in try memory.hasWritten(file, checksum: checksum) }
  }

  func willWrite(_ file: String, checksum: UInt64) throws(MemoryError) {
    try use { memory throws(MemoryError) in try memory.willWrite(file, checksum: checksum) }
  }

  private func use<Result>(
    _ body: (TranslationMemory) throws(MemoryError) -> Result
  ) throws(MemoryError) -> Result {
    let memory = current.withLock { $0 }
    do throws(MemoryError) {
      return try body(memory)
    } catch {
      guard !memory.path.isEmpty else { throw error }
      try replace(memory, after: error)
      return try body(current.withLock { $0 })
    }
  }

  private func replace(_ memory: TranslationMemory, after error: MemoryError) throws(MemoryError) {
    let fresh = try TranslationMemory(path: "", settings: settings)
    let isFirst = current.withLock { current in
      guard current === memory else { return false }
      current = fresh
      return true
    }
    if isFirst { logger.warning("\(error). The job goes on without it") }
  }
}
