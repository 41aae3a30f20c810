import Glibc

/// Files that are read as a whole. They need not be regular: a pipe will do.
public enum WholeFile<Failure: FileFailure> {
  private static var chunk: Int { 1 << 16 }

  /// - Parameter path: `-` for standard input.
  /// - Throws: that the file is unreadable.
  public static func bytes(at path: String) throws(Failure) -> [UInt8] {
    guard path != "-" else { return try bytes(of: STDIN_FILENO, path: "standard input") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    return try bytes(of: descriptor, path: path)
  }

  /// All that is left to be read.
  ///
  /// - Parameter path: for messages.
  public static func bytes(of descriptor: Int32, path: String) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var status = stat()
    if fstat(descriptor, &status) == 0 { bytes.reserveCapacity(max(0, Int(status.st_size))) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, chunk)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
