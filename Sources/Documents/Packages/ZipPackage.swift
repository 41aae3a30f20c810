import CLibZip
import Glibc

/// A zip file in memory: office documents and books are such packages.
///
/// What is not replaced keeps its compressed bytes. Packages that would not fit into memory, that name files outside of
/// themselves, or are encrypted, are refused.
struct ZipPackage: Sendable {
  struct Entry: Sendable {
    var index: UInt64
    var name: String
    var size: Int
  }

  let entries: [Entry]
  private let bytes: [UInt8]
  private let file: String
  private let format: DocumentFormat

  static let mostEntries = 20_000
  static let mostBytes = 512 << 20
  /// No text of a megabyte or more is packed tighter than this; what is, is made to burst.
  private static let mostRatio = 250

  init(_ bytes: [UInt8], file: String, format: DocumentFormat) throws(DocumentError) {
    (self.bytes, self.file, self.format) = (bytes, file, format)
    let archive = try Archive(bytes, file, format)
    let count = archive.count
    guard count <= Self.mostEntries else { throw archive.error("more than \(Self.mostEntries) files in it") }
    var entries: [Entry] = []
    var names: Set<String> = []
    var total = 0
    for index in 0..<UInt64(count) {
      let (name, size, packed) = try archive.facts(index)
      guard Self.isSafe(name) else { throw archive.error("a file with the odd name '\(name.prefix(60))' in it") }
      guard names.insert(name).inserted else {
        throw archive.error("two files with the name '\(name.prefix(60))' in it")
      }
      total += size
      guard total <= Self.mostBytes, size <= max(packed * Self.mostRatio, 1 << 20) else {
        throw archive.error("what is in it grows beyond all measure when it is unpacked")
      }
      entries.append(Entry(index: index, name: name, size: size))
    }
    self.entries = entries
  }

  private static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.contains("\\") && !name.contains(":")
      && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
      && !name.unicodeScalars.contains { $0.value < 0x20 }
  }

  func read(_ entry: Entry) throws(DocumentError) -> [UInt8] {
    try Archive(bytes, file, format).read(entry)
  }

  /// The package with other content for some of its files.
  func replacing(_ parts: [(entry: Entry, bytes: [UInt8])]) throws(DocumentError) -> [UInt8] {
    try Archive(bytes, file, format).replacing(parts)
  }
}

/// libzip's handles on a package, for one visit.
private final class Archive {
  private let bytes: [UInt8]
  private let file: String
  private let format: DocumentFormat
  private var handle: OpaquePointer?
  private var source: OpaquePointer?

  init(_ bytes: [UInt8], _ file: String, _ format: DocumentFormat) throws(DocumentError) {
    (self.bytes, self.file, self.format) = (bytes, file, format)
    var problem = zip_error_t()
    // libzip keeps a pointer only: it gets a copy that it frees.
    guard let copy = malloc(max(bytes.count, 1)) else { throw error("out of memory") }
    bytes.withUnsafeBytes { if let base = $0.baseAddress { copy.copyMemory(from: base, byteCount: $0.count) } }
    guard let source = zip_source_buffer_create(copy, UInt64(bytes.count), 1, &problem) else {
      free(copy)
      throw error("out of memory")
    }
    zip_source_keep(source)
    self.source = source
    guard let handle = zip_open_from_source(source, ZIP_CHECKCONS, &problem) else {
      let reason = zip_error_strerror(&problem).map { String(cString: $0) } ?? "not a zip file"
      zip_source_free(source)
      zip_source_free(source)
      self.source = nil
      throw error(reason)
    }
    self.handle = handle
  }

  deinit {
    if let handle { zip_discard(handle) }
    if let source { zip_source_free(source) }
  }

  func error(_ reason: String) -> DocumentError {
    .malformed(
      file: file, line: 1, format: format, reason: reason,
      remedy: "Open it in the program that made it, and save it anew")
  }

  var count: Int { Int(zip_get_num_entries(handle, 0)) }

  func facts(_ index: UInt64) throws(DocumentError) -> (name: String, size: Int, packed: Int) {
    var facts = zip_stat_t()
    guard zip_stat_index(handle, index, 0, &facts) == 0, let name = facts.name else {
      throw error("a file in it cannot be found")
    }
    guard facts.encryption_method == 0 else { throw error("it is encrypted") }
    return (String(cString: name), Int(clamping: facts.size), Int(clamping: facts.comp_size))
  }

  func read(_ entry: ZipPackage.Entry) throws(DocumentError) -> [UInt8] {
    guard let file = zip_fopen_index(handle, entry.index, 0) else { throw error("\(entry.name) cannot be read") }
    defer { zip_fclose(file) }
    var result = [UInt8](repeating: 0, count: entry.size)
    var count = 0
    while count < result.count {
      let read = result.withUnsafeMutableBytes {
        zip_fread(file, $0.baseAddress.map { $0 + count }, UInt64($0.count - count))
      }
      guard read > 0 else { throw error("\(entry.name) is damaged") }
      count += Int(read)
    }
    return result
  }

  func replacing(_ parts: [(entry: ZipPackage.Entry, bytes: [UInt8])]) throws(DocumentError) -> [UInt8] {
    for part in parts { try replace(part.entry, part.bytes) }
    guard let handle, zip_close(handle) == 0, let source else { throw error("it cannot be packed again") }
    self.handle = nil
    guard zip_source_open(source) == 0 else { throw error("it cannot be packed again") }
    defer { zip_source_close(source) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while case let read = zip_source_read(source, &buffer, UInt64(buffer.count)), read != 0 {
      guard read > 0 else { throw error("it cannot be packed again") }
      result += buffer.prefix(Int(read))
    }
    return result
  }

  /// The time of the file stays, so that the same translation gives the same bytes.
  private func replace(_ entry: ZipPackage.Entry, _ bytes: [UInt8]) throws(DocumentError) {
    var facts = zip_stat_t()
    zip_stat_index(handle, entry.index, 0, &facts)
    guard let copy = malloc(max(bytes.count, 1)) else { throw error("out of memory") }
    bytes.withUnsafeBytes { if let base = $0.baseAddress { copy.copyMemory(from: base, byteCount: $0.count) } }
    guard let source = zip_source_buffer(handle, copy, UInt64(bytes.count), 1) else {
      free(copy)
      throw error("out of memory")
    }
    guard zip_file_replace(handle, entry.index, source, 0) == 0 else {
      zip_source_free(source)
      throw error("\(entry.name) cannot be replaced")
    }
    if facts.valid & UInt64(ZIP_STAT_MTIME) != 0 { zip_file_set_mtime(handle, entry.index, facts.mtime, 0) }
  }
}
