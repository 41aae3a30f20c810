import Files
import Glibc

/// Writes lines to a file through a buffer and knows their checksum. The file takes its name only when it is complete.
public final class TextFileWriter {
  private let path: String
  private let descriptor: Int32
  private let isStandardOutput: Bool
  private var buffer: [UInt8] = []
  private let checksum = Checksum()

  /// - Parameter path: `-` for standard output.
  public init(path: String) throws(CorpusError) {
    self.path = path
    isStandardOutput = path == "-"
    descriptor =
      isStandardOutput ? dup(STDOUT_FILENO) : open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    buffer.reserveCapacity(1 << 18)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes fields separated by tabs, and the end of the line.
  public func write(_ fields: String...) throws(CorpusError) { try write(fields: fields) }

  /// Writes fields separated by tabs, and the end of the line.
  public func write(fields: [String]) throws(CorpusError) {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(0x09) }
      buffer.append(contentsOf: field.utf8)
    }
    buffer.append(0x0A)
    if buffer.count >= 1 << 17 { try flush() }
  }

  private func flush() throws(CorpusError) {
    buffer.withUnsafeBytes(checksum.update)
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count < 0, errno != EINTR { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
      written += max(count, 0)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Returns: the checksum that `xxhsum -H3` prints.
  @discardableResult
  public func finish() throws(CorpusError) -> String {
    try flush()
    if !isStandardOutput, rename(path + ".part", path) != 0 {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    return checksum.text
  }
}
