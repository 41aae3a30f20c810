import CZlib

#if canImport(Glibc)
  import Glibc
#endif

/// Whole files in memory.
enum InputFile {
  static func read(_ path: String) throws(EvaluationError) -> [UInt8] {
    path.hasSuffix(".gz") ? try readCompressed(path) : try readPlain(path)
  }

  static func readStandardInput() throws(EvaluationError) -> [UInt8] {
    try readAll(STDIN_FILENO, path: "standard input")
  }

  private static func readPlain(_ path: String) throws(EvaluationError) -> [UInt8] {
    let file = try open(path)
    defer { close(file) }
    return try readAll(file, path: path)
  }

  private static func open(_ path: String) throws(EvaluationError) -> Int32 {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: path, reason: errorText()) }
    var information = stat()
    if fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      close(file)
      throw .unreadable(path: path, reason: "it is a folder")
    }
    return file
  }

  private static func readAll(_ file: Int32, path: String) throws(EvaluationError) -> [UInt8] {
    var information = stat()
    let expected = fstat(file, &information) == 0 ? Int(information.st_size) : 0
    return try collect(expected: expected, path: path) { buffer, count in
      Glibc.read(file, buffer, count)
    } reason: {
      .unreadable(path: path, reason: errorText())
    }
  }

  private static func readCompressed(_ path: String) throws(EvaluationError) -> [UInt8] {
    let descriptor = try open(path)
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw .unreadable(path: path, reason: "out of memory")
    }
    defer { gzclose(file) }
    gzbuffer(file, 1 << 17)
    let bytes = try collect(expected: 0, path: path) { buffer, count in
      Int(gzread(file, buffer, UInt32(count)))
    } reason: {
      .corruptGzip(path: path, reason: zlibText(file))
    }
    // zlib hands out what is not compressed as it is, and stops quietly at a file that was cut off.
    if gzdirect(file) == 1, !bytes.isEmpty { throw .corruptGzip(path: path, reason: "it is not compressed") }
    var code: Int32 = 0
    _ = gzerror(file, &code)
    if code < 0 { throw .corruptGzip(path: path, reason: zlibText(file)) }
    return bytes
  }

  private static func collect(
    expected: Int, path: String, _ read: (UnsafeMutableRawPointer, Int) -> Int, reason: () -> EvaluationError
  ) throws(EvaluationError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected + 1)
    let size = 1 << 20
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(buffer, size)
      guard count >= 0 else { throw reason() }
      if count == 0 { return bytes }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
    }
  }

  private static func errorText() -> String { String(cString: strerror(errno)) }

  private static func zlibText(_ file: gzFile) -> String {
    var code: Int32 = 0
    return gzerror(file, &code).map { String(cString: $0) } ?? "unknown error"
  }
}
