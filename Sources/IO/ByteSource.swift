import CZlib
import Glibc

/// Bytes of a file in the order they come: plain or gzip (read by zlib), or `.xz`, `.zst`, `.bz2` through the program of
/// that format. Memory stays the same whatever the size.
public final class ByteSource<Failure: ProgramFailure> {
  private let path: String
  private var gzip: gzFile?
  private var decompressor: ChildProcess<Failure>?

  /// - Parameter path: `-` for standard input.
  /// - Throws: that the file is unreadable, or what a program lacks.
  public init(path: String) throws(Failure) {
    self.path = path
    if let program = Self.program(for: path) {
      guard access(path, R_OK) == 0 else { throw .unreadable(path: path, reason: systemReason()) }
      decompressor = try ChildProcess([program, "-dc", "--", path], capturing: true)
      return
    }
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw .unreadable(path: path, reason: "out of memory")
    }
    gzbuffer(file, 1 << 17)
    gzip = file
  }

  deinit { if let gzip { gzclose(gzip) } }

  private static func program(for path: String) -> String? {
    if path.hasSuffix(".xz") { return "xz" }
    if path.hasSuffix(".zst") { return "zstd" }
    return path.hasSuffix(".bz2") ? "bzip2" : nil
  }

  /// Whether what has been read so far was compressed.
  package var isCompressed: Bool { gzip.map { gzdirect($0) == 0 } ?? true }

  /// Fills `buffer` as far as bytes are at hand.
  ///
  /// - Returns: how many; 0 is the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    if let decompressor { return try readDecompressed(decompressor, buffer) }
    let count = Int(gzread(gzip, buffer.baseAddress, UInt32(buffer.count)))
    var code: Int32 = 0
    let text = gzerror(gzip, &code).map { String(cString: $0) } ?? ""
    // zlib reports a file that was cut off with its last bytes, not with the read that finds the end.
    guard count >= 0, code >= 0 else {
      throw .unreadable(path: path, reason: code == Z_ERRNO ? systemReason() : text)
    }
    return count
  }

  private func readDecompressed(
    _ child: ChildProcess<Failure>, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(Failure) -> Int {
    let count = child.read(into: buffer)
    if count == 0, let reason = child.wait() { throw .unreadable(path: path, reason: reason) }
    return count
  }

  /// All that is left.
  ///
  /// - Parameter limit: refuses to hold more bytes than this.
  public func rest(limit: Int = .max) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try read(into: buffer)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      if bytes.count > limit { throw .unreadable(path: path, reason: "larger than \(limit >> 20) MiB") }
    }
  }

  /// The whole of a file.
  public static func contents(of path: String, limit: Int = 1 << 30) throws(Failure) -> [UInt8] {
    try ByteSource(path: path).rest(limit: limit)
  }
}
