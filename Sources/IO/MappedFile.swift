import Glibc

/// A file mapped into memory, read-only: pages are shared by all processes that use it and loaded when touched.
public final class MappedFile<Failure: FileFailure>: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer

  /// - Throws: that the file is unreadable.
  public init(path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "not a regular file")
    }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw .unreadable(path: path, reason: systemReason()) }
    bytes = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
  }

  deinit {
    if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
  }

  /// Gives the pages back that have been read: they come again when they are touched, and do not count until then.
  public func forget() {
    guard let base = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
  }

  /// XXH3, 64 bits, as `xxhsum -H3` prints it. Of a large file no more than a part is in memory at a time.
  public var checksum: String {
    guard bytes.count > Self.part else { return Checksum.text(of: bytes) }
    let checksum = Checksum()
    for start in stride(from: 0, to: bytes.count, by: Self.part) {
      checksum.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.part, bytes.count)]))
      forget()
    }
    return checksum.text
  }

  private static var part: Int { 1 << 27 }
}
