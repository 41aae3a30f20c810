import CZlib
import Threads
import Transformer

/// Reads a zip archive, memory-mapped: entries that are stored or deflated, as NumPy and Marian write them.
///
/// Follows PKWARE's APPNOTE, with the extensions for archives beyond 4 GB and without encryption. Where a file is and
/// how large comes from the list at the end, which is checked whole when the archive is opened.
package struct ZipFile: Sendable {
  package struct Entry: Sendable {
    let isDeflated: Bool
    let checksum: UInt32
    /// Where the entry's bytes stand in the file.
    let range: Range<Int>
    /// When unpacked.
    package let size: Int
  }

  package let path: String
  package private(set) var entries: [String: Entry] = [:]
  private let file: MappedFile
  /// Entries whose CRC has been found right: large ones are read in parts.
  private let sound = MonitoredState<Set<String>>([])

  private static let endSize = 22
  private static let headerSize = 46
  private static let locatorSize = 20
  private static let localHeaderSize = 30
  /// Weights and vocabularies hardly become smaller. What is packed tighter than this may be no larger than
  /// ``plainSize``: deflate could make a thousand bytes of one.
  package static let highestRatio = 20
  private static let plainSize = 1 << 26

  /// - Throws: ``ModelError`` if the file cannot be read or is not a zip archive of the kind above.
  package init(path: String) throws(ModelError) {
    self.path = path
    file = try MappedFile(path: path)
    let end = try findEnd()
    let list = try list(end: end)
    var offset = list.start
    for _ in 0..<list.count {
      guard try number(at: offset, 4) == 0x0201_4b50 else { throw malformed("its list of entries is not intact") }
      let (title, extra, comment) = (
        try number(at: offset + 28, 2), try number(at: offset + 30, 2), try number(at: offset + 32, 2)
      )
      let name = String(decoding: try bytes(at: offset + Self.headerSize, title), as: UTF8.self)
      entries[name] = try entry(name, header: offset, extra: offset + Self.headerSize + title, extra)
      offset += Self.headerSize + title + extra + comment
    }
    // Entries that share bytes could unpack to any size.
    guard entries.values.reduce(0, { $0 + $1.range.count }) <= file.bytes.count else {
      throw malformed("its entries overlap")
    }
  }

  /// The place of the record that ends the archive: in front of a comment, if there is one.
  private func findEnd() throws(ModelError) -> Int {
    var offset = file.bytes.count - Self.endSize
    let first = max(0, offset - 0xFFFF)
    while offset >= first {
      if try number(at: offset, 4) == 0x0605_4b50 { return offset }
      offset -= 1
    }
    throw malformed("it does not end as a zip archive does; it may be truncated, or no .npz file at all")
  }

  /// How many entries there are and where their list begins. What has no room in the record at the end stands in a larger
  /// one, which another record in front of the end tells the place of.
  private func list(end: Int) throws(ModelError) -> (count: Int, start: Int) {
    let (count, start) = (try number(at: end + 10, 2), try number(at: end + 16, 4))
    guard count == 0xFFFF || start == 0xFFFF_FFFF else { return (count, start) }
    guard end >= Self.locatorSize, try number(at: end - Self.locatorSize, 4) == 0x0706_4b50 else {
      throw malformed("it has no record of where its list of entries is")
    }
    let record = try number(at: end - Self.locatorSize + 8, 8)
    guard record < end, try number(at: record, 4) == 0x0606_4b50 else {
      throw malformed("its list of entries is not intact")
    }
    let (all, first) = (try number(at: record + 32, 8), try number(at: record + 48, 8))
    guard all <= file.bytes.count / Self.headerSize, first <= end else {
      throw malformed("\(all) entries do not fit into it")
    }
    return (all, first)
  }

  /// Sizes and place of an entry; those that do not fit into 32 bits stand in an extra field, in this order.
  private func sizes(
    header: Int, extra: Int, _ length: Int
  ) throws(ModelError) -> (packed: Int, size: Int, local: Int) {
    var numbers: [Int] = []
    for place in [24, 20, 42] { numbers.append(try number(at: header + place, 4)) }
    guard numbers.contains(0xFFFF_FFFF) else { return (numbers[1], numbers[0], numbers[2]) }
    var field = extra
    while field + 4 <= extra + length, try number(at: field, 2) != 1 { field += 4 + (try number(at: field + 2, 2)) }
    var place = field + 4
    for index in numbers.indices where numbers[index] == 0xFFFF_FFFF {
      guard place + 8 <= extra + length else { throw malformed("an entry's size is missing") }
      numbers[index] = try number(at: place, 8)
      place += 8
    }
    return (numbers[1], numbers[0], numbers[2])
  }

  private func entry(
    _ name: String, header: Int, extra: Int, _ length: Int
  ) throws(ModelError) -> Entry {
    let (flags, method) = (try number(at: header + 8, 2), try number(at: header + 10, 2))
    guard flags & 1 == 0, method == 0 || method == 8 else {
      throw malformed("entry \(name) is encrypted or compressed by a method other than deflate")
    }
    let (packed, size, local) = try sizes(header: header, extra: extra, length)
    guard local <= file.bytes.count else { throw malformed("entry \(name) begins beyond its end") }
    guard try number(at: local, 4) == 0x0403_4b50 else { throw malformed("entry \(name) does not begin as one") }
    let start = local + Self.localHeaderSize + (try number(at: local + 26, 2)) + (try number(at: local + 28, 2))
    guard start <= file.bytes.count, packed <= file.bytes.count - start else {
      throw .truncated(
        path: path, expected: start.addingReportingOverflow(packed).partialValue, found: file.bytes.count)
    }
    guard method == 0 || max(packed, size) <= UInt32.max else {
      throw malformed("entry \(name) is deflated and beyond 4 GB; unpack the archive and give the directory")
    }
    guard method == 0 ? size == packed : size <= max(Self.plainSize, packed * Self.highestRatio) else {
      throw malformed("entry \(name) cannot be \(size) bytes, packed as \(packed)")
    }
    return Entry(
      isDeflated: method == 8, checksum: UInt32(try number(at: header + 16, 4)), range: start..<start + packed,
      size: size)
  }

  /// Gives back the memory of what has been read.
  package func forget() { file.forget() }

  /// Hands the unpacked bytes of an entry to `body`, checked against their CRC. Stored entries are not copied.
  package func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Result
  ) throws(ModelError) -> Result {
    guard let entry = entries[name] else { throw .tensorMissing(path: path, name: name) }
    let packed = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    guard entry.isDeflated else {
      try check(packed, entry, name)
      return try body(packed)
    }
    let unpacked = UnsafeMutableRawBufferPointer.allocate(byteCount: entry.size, alignment: 64)
    defer { unpacked.deallocate() }
    guard Self.inflate(packed, into: unpacked) else { throw malformed("entry \(name) cannot be unpacked") }
    try check(UnsafeRawBufferPointer(unpacked), entry, name)
    return try body(UnsafeRawBufferPointer(unpacked))
  }

  /// Hands the unpacked bytes of an entry to `body` piece by piece, and checks them in the end.
  package func forEachChunk(
    of name: String, _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Void
  ) throws(ModelError) {
    guard let entry = entries[name] else { throw .tensorMissing(path: path, name: name) }
    let packed = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    guard entry.isDeflated else {
      try check(packed, entry, name)
      return try body(packed)
    }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 64)
    defer { chunk.deallocate() }
    var stream = z_stream()
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw malformed("entry \(name) cannot be unpacked")
    }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(packed.count)
    var (status, size, checksum) = (Z_OK, 0, UInt(0))
    while status == Z_OK {
      stream.next_out = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(chunk.count)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      let filled = UnsafeRawBufferPointer(rebasing: chunk[..<(chunk.count - Int(stream.avail_out))])
      size += filled.count
      guard size <= entry.size, status == Z_OK || status == Z_STREAM_END, status == Z_STREAM_END || !filled.isEmpty
      else {
        throw malformed("entry \(name) cannot be unpacked")
      }
      checksum = crc32_z(checksum, filled.baseAddress?.assumingMemoryBound(to: UInt8.self), filled.count)
      try body(filled)
    }
    guard size == entry.size, checksum == UInt(entry.checksum) else {
      throw malformed("entry \(name) does not agree with its CRC; copy the file again")
    }
  }

  private static let chunkSize = 1 << 20

  private func check(_ bytes: UnsafeRawBufferPointer, _ entry: Entry, _ name: String) throws(ModelError) {
    guard !sound.withLock({ $0.contains(name) }) else { return }
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard bytes.isEmpty || crc32_z(0, start, bytes.count) == UInt(entry.checksum) else {
      throw malformed("entry \(name) does not agree with its CRC; copy the file again")
    }
    sound.withLock { _ = $0.insert(name) }
  }

  /// Whether `packed` fills `unpacked` exactly.
  private static func inflate(_ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer) -> Bool {
    var stream = z_stream()
    // Negative: without zlib's own header, which zip does not have.
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return false
    }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: packed.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(packed.count)
    stream.next_out = unpacked.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(unpacked.count)
    return CZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0
  }

  /// A little-endian number of `size` bytes.
  private func number(at offset: Int, _ size: Int) throws(ModelError) -> Int {
    let number = try bytes(at: offset, size).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard number >= 0 else { throw malformed("a size in it makes no sense") }
    return number
  }

  private func bytes(at offset: Int, _ count: Int) throws(ModelError) -> UnsafeRawBufferPointer {
    guard offset >= 0, offset <= file.bytes.count, count <= file.bytes.count - offset else {
      let end = max(offset, 0).addingReportingOverflow(count)
      throw .truncated(path: path, expected: end.overflow ? .max : end.partialValue, found: file.bytes.count)
    }
    return UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + count])
  }

  private func malformed(_ reason: String) -> ModelError { .malformed(path: path, reason: reason) }
}
