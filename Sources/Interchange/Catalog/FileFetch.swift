import FoundationEssentials
import Glibc
import IO

/// Brings one published file into a folder: fetched or copied, checked, unpacked. Under its name it is complete or not
/// there; what an attempt that was cut has brought stays beside it for the next.
struct FileFetch {
  let file: PublishedFile
  let source: IndexSource
  let folder: String

  /// More than any published file.
  private static let largest = 32 << 30

  private var target: String { "\(folder)/\(file.name)" }
  private var partial: String { "\(target)\(file.packing?.rawValue ?? "").part" }

  func run(onProgress: (Int) -> Void) throws {
    guard access(target, F_OK) != 0 else { return }
    var failure: (any Error)?
    for address in file.addresses {
      do { return try fetch(address, onProgress) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func fetch(_ address: String, _ onProgress: (Int) -> Void) throws {
    if let local = try source.localFile(address) { return try finish(local, isOurs: false) }
    let hadPart = size(of: partial) > 0
    do {
      try transfer(address, onProgress)
    } catch let error as ModelIndexError {
      // What is longer than it may be is of no use.
      if case .size = error { unlink(partial) }
      throw error
    }
    do {
      try finish(partial, isOurs: true)
    } catch {
      unlink(partial)
      // The part may have been of an older file.
      guard hadPart else { throw error }
      try transfer(address, onProgress)
      defer { unlink(partial) }
      try finish(partial, isOurs: true)
    }
  }

  private func transfer(_ address: String, _ onProgress: (Int) -> Void) throws {
    if let size = file.size, self.size(of: partial) == size { return }
    if let size = file.size, self.size(of: partial) > size { unlink(partial) }
    try WebFile(address, limit: file.size ?? Self.largest).fetch(to: partial, onProgress: onProgress)
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Checks what has come and puts it in its place.
  private func finish(_ path: String, isOurs: Bool) throws {
    if let size = file.size, self.size(of: path) != size {
      throw ModelIndexError.size(file: file.name, found: "\(self.size(of: path))", expected: size)
    }
    if let sha256 = file.sha256 { try check(try Self.hash(of: path), sha256) }
    guard file.packing != nil || !isOurs else { return try Self.rename(path, to: target) }
    try copy(path)
    if isOurs { unlink(path) }
  }

  private func check(_ found: String, _ expected: String) throws {
    guard found == expected else {
      throw ModelIndexError.checksum(file: file.name, found: found, expected: expected.shown)
    }
  }

  private static func rename(_ path: String, to target: String) throws {
    guard Glibc.rename(path, target) == 0 else {
      throw ModelIndexError.unwritable(path: target, reason: systemReason())
    }
  }

  /// Unpacks where there is something to unpack.
  private func copy(_ path: String) throws {
    // What unpacks is known by its name's end, which the part does not have.
    let named = "\(target)\(file.packing?.rawValue ?? "")"
    let isPart = path == partial && path != named
    if isPart { try Self.rename(path, to: named) }
    defer { if isPart { unlink(named) } }
    let packed = file.packing == nil ? nil : try ByteSource<ModelIndexError>(path: isPart ? named : path)
    let plain = packed == nil ? try PlainSource(path: path) : nil
    var output = try AtomicFile<ModelIndexError>(path: target)
    var (hash, size) = (SHA256(), 0)
    let limit = file.unpackedSize ?? min(Self.largest, max(1 << 26, 100 * self.size(of: isPart ? named : path)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try packed?.read(into: buffer) ?? plain?.read(into: buffer) ?? 0, count > 0 {
      size += count
      guard size <= limit else {
        throw ModelIndexError.size(file: file.name, found: "more than \(limit)", expected: limit)
      }
      let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      hash.update(chunk)
      try output.write(chunk)
    }
    if let expected = file.unpackedSize, expected != size {
      throw ModelIndexError.size(file: file.name, found: "\(size)", expected: expected)
    }
    if let expected = file.unpackedSHA256 { try check(hash.hex, expected) }
    try output.commit()
  }

  private static func hash(of path: String) throws -> String {
    let source = try PlainSource(path: path)
    var hash = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try source.read(into: buffer), count > 0 {
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return hash.hex
  }
}

/// A file's bytes as they are.
private final class PlainSource {
  private let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ModelIndexError.unreadable(path: path, reason: systemReason()) }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw ModelIndexError.unreadable(path: path, reason: systemReason()) }
      return count
    }
  }
}
