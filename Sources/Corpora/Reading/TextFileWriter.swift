import IO

/// Writes lines to a file through a buffer and knows their checksum. The file takes its name only when it is complete.
public final class TextFileWriter {
  private let path: String
  /// Nil where lines go to standard output.
  private var file: AtomicFile<CorpusError>?
  private var buffer: [UInt8] = []
  private let checksum = Checksum()

  /// - Parameter path: `-` for standard output.
  public init(path: String) throws(CorpusError) {
    self.path = path
    if path != "-" { file = try AtomicFile(path: path) }
    buffer.reserveCapacity(1 << 18)
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
    if file != nil {
      try file?.write(buffer)
    } else {
      do throws(FileError) { try OutputDescriptor.standardOutput.write(buffer) } catch {
        throw .unwritable(path: "standard output", reason: "\(error)")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Returns: the checksum that `xxhsum -H3` prints.
  @discardableResult
  public func finish() throws(CorpusError) -> String {
    try flush()
    if let file = file.take() { try file.commit() }
    return checksum.text
  }
}
