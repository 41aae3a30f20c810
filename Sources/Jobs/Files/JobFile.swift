import CXXHash
import Documents
import Glibc

/// A file of a job.
package struct JobFile: Sendable, Hashable {
  package var input: String
  /// Nil in a dry run.
  package var output: String?
  /// Nil for a file of a tree that is copied as it is.
  package var format: DocumentFormat?

  package init(input: String, output: String?, format: DocumentFormat?) {
    self.input = input
    self.output = output
    self.format = format
  }

  /// Whether the translation takes the place of the source.
  package var isInPlace: Bool { input == output }

  /// Larger files are not read: they are data, and their translation would not fit into memory beside them.
  static let mostBytes = 256 << 20

  /// The bytes of the file.
  ///
  /// - Throws: ``JobError``.
  func read() throws(JobError) -> [UInt8] {
    let descriptor = open(input, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .read(file: input, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .read(file: input, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(file: input) }
    guard status.st_size <= Self.mostBytes else { throw .tooLarge(file: input, limit: Self.mostBytes) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw .read(file: input, code: errno) }
      if read == 0 { break }
      count += read
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// XXH3 of `bytes`, 64 bits.
  static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { XXH3_64bits($0.baseAddress, $0.count) }
  }
}
