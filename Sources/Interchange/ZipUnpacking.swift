import FoundationEssentials
import Glibc
import IO
import Transformer

/// A zip archive's files, or those of a directory that are packed one by one, in a directory of their own, which is removed
/// with this.
final class UnpackedArchive {
  let directory: String

  /// More than any published model, unpacked.
  private static let mostBytes = 16 << 30
  /// What any archive may become, however small it is.
  private static let plainBytes = 1 << 28
  private static let mostEntries = 10_000

  /// - Throws: ``ModelError`` or ``InterchangeError``, also where the archive would become far larger than it is.
  init(_ path: String) throws {
    let archive = try ZipFile(path: path)
    let (size, packed) = archive.entries.values.reduce((0, 0)) { ($0.0 + $1.size, $0.1 + $1.range.count) }
    guard size <= min(Self.mostBytes, max(Self.plainBytes, packed * ZipFile.highestRatio)),
      archive.entries.count <= Self.mostEntries
    else {
      throw InterchangeError.malformed(
        file: path, line: nil,
        reason: "unpacked it would have \(size) bytes in \(archive.entries.count) files; no model has")
    }
    directory = Self.newDirectory
    for (name, entry) in archive.entries.sorted(by: { $0.key < $1.key }) where !name.hasSuffix("/") {
      try unpack(name, entry, archive)
    }
  }

  /// Firefox's repository keeps `model.enfr.intgemm.alphas.bin.gz` and the like. What is not packed is linked to.
  ///
  /// - Returns: nil where no file of the directory is packed.
  init?(filesOf folder: String) throws {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let packed = names.filter { name in Self.plainName(name).map { !names.contains($0) } ?? false }
    guard !packed.isEmpty else { return nil }
    directory = Self.newDirectory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let whole = URL(fileURLWithPath: folder).path
    for name in names where !packed.contains(name) { symlink("\(whole)/\(name)", "\(directory)/\(name)") }
    for name in packed { try unpack(file: "\(folder)/\(name)", to: Self.plainName(name) ?? name) }
  }

  /// Without the ending of a packed file, where it is one that models have.
  private static func plainName(_ name: String) -> String? {
    guard let ending = [".gz", ".zst", ".xz"].first(where: name.hasSuffix) else { return nil }
    let plain = String(name.dropLast(ending.count))
    let kinds = [".bin", ".npz", ".spm", ".yml", ".json", ".model", ".safetensors"]
    return kinds.contains(where: plain.hasSuffix) ? plain : nil
  }

  private func unpack(file path: String, to name: String) throws {
    let source = try ByteSource<ModelIndexError>(path: path)
    var output = try AtomicFile(path: "\(directory)/\(name)")
    let most = min(Self.mostBytes, max(Self.plainBytes, Self.size(of: path) * ZipFile.highestRatio))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var size = 0
    while case let count = try source.read(into: buffer), count > 0 {
      size += count
      guard size <= most else {
        throw InterchangeError.malformed(
          file: path, line: nil, reason: "unpacked it would have more than \(most) bytes; no model's file has")
      }
      try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    try output.commit()
  }

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private static var newDirectory: String {
    "\(FileManager.default.temporaryDirectory.path)/translate-\(UUID().uuidString)"
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func unpack(_ name: String, _ entry: ZipFile.Entry, _ archive: ZipFile) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }), !name.utf8.contains(0) else {
      throw InterchangeError.malformed(file: archive.path, line: nil, reason: "it has a file called '\(name)'")
    }
    let path = "\(directory)/\(name)"
    let folder = ([directory[...]] + parts.dropLast()).joined(separator: "/")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var file = try AtomicFile(path: path)
    try archive.forEachChunk(of: name) { chunk throws(ModelError) in try file.write(chunk) }
    try file.commit()
  }

  /// The directory in which the archive's files are: where there is only one directory in it, that.
  var content: String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var isDirectory = false
    guard names.count == 1,
      FileManager.default.fileExists(atPath: "\(directory)/\(names[0])", isDirectory: &isDirectory), isDirectory
    else { return directory }
    return "\(directory)/\(names[0])"
  }
}
