import CXXHash
import Documents
import Glibc
import IO

/// A file of a job.
package struct JobFile: Sendable, Hashable {
  package var input: String
  /// Nil in a dry run.
  package var output: String?
  /// Nil for a file of a tree that is copied as it is.
  package var format: DocumentFormat?
  /// It was found in a directory, not named.
  package var isFromTree = false

  package init(input: String, output: String?, format: DocumentFormat?) {
    self.input = input
    self.output = output
    self.format = format
  }

  /// The path of standard input.
  package static let standardInput = "-"

  /// The format that name and first bytes of a file tell.
  static func format(of path: String) -> DocumentFormat? {
    if let format = DocumentFormat(fileName: path) { return format }
    guard path.hasSuffix(".xml") || path.hasSuffix(".ts"), let start = start(of: path) else { return nil }
    return DocumentFormat(fileName: path, start: start)
  }

  private static func start(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Whether the translation takes the place of the source.
  package var isInPlace: Bool { input == output }

  /// Larger files are not read: they are data, and their translation would not fit into memory beside them.
  static let mostBytes = 256 << 20

  /// The bytes of the file.
  ///
  /// - Throws: ``JobError``.
  func read() throws(JobError) -> [UInt8] {
    if input == Self.standardInput { return try Self.readStandardInput() }
    let descriptor = open(input, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: input, reason: systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: input, reason: systemReason()) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(file: input) }
    guard status.st_size <= Self.mostBytes else { throw .tooLarge(file: input, limit: Self.mostBytes) }
    return try WholeFile<JobError>.bytes(of: descriptor, path: input)
  }

  private static func readStandardInput() throws(JobError) -> [UInt8] {
    let bytes = try WholeFile<JobError>.bytes(of: STDIN_FILENO, path: "standard input")
    guard bytes.count <= mostBytes else { throw .tooLarge(file: "standard input", limit: mostBytes) }
    return bytes
  }

  /// XXH3 of `bytes`, 64 bits.
  static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { XXH3_64bits($0.baseAddress, $0.count) }
  }
}
