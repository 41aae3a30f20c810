import FoundationEssentials
import Transformer

/// A zip archive's files in a directory of their own, which is removed with this.
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
    directory = "\(FileManager.default.temporaryDirectory.path)/translate-\(UUID().uuidString)"
    for (name, entry) in archive.entries.sorted(by: { $0.key < $1.key }) where !name.hasSuffix("/") {
      try unpack(name, entry, archive)
    }
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
