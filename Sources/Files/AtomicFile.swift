import Glibc

/// A file that appears under its name complete or not at all: written beside it, synced, renamed.
///
/// One that is dropped before ``commit()`` leaves nothing behind.
public struct AtomicFile<Failure: FileFailure>: ~Copyable {
  private let path: String
  private let temporary: String
  private var descriptor: Int32

  /// - Throws: that the file is unwritable, as all of this does.
  public init(path: String) throws(Failure) {
    self.path = path
    temporary = "\(path).\(getpid()).tmp"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  /// Appends `bytes`.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress! + offset, min(bytes.count - offset, 1 << 30))
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .unwritable(path: path, reason: systemReason()) }
      offset += written
    }
  }

  public mutating func write(_ bytes: [UInt8]) throws(Failure) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(Failure) in try write(buffer) }
    }
    try result.get()
  }

  /// Puts the file in its place, replacing what stood there. It survives a power cut from here on.
  public consuming func commit() throws(Failure) {
    guard fsync(descriptor) == 0, close(descriptor) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    descriptor = -1
    guard rename(temporary, path) == 0 else {
      let failure = Failure.unwritable(path: path, reason: systemReason())
      unlink(temporary)
      throw failure
    }
  }
}
