import Transformer

/// The bytes of `shortlist.bin`, mapped or in memory, and where each list begins.
///
/// Eight bytes of name and version, the size of the vocabulary (32 bits, little-endian; in version 2 two sizes, the source's
/// and the target's), then each list, that of all sentences last: its length and the steps from one id to the next, in LEB128. To open it, the lists' ends are found
/// eight bytes at a time; numbers are decoded when they are asked for.
struct ShortlistFile: Sendable {
  private enum Storage: Sendable {
    case mapped(MappedFile)
    case memory([UInt8])
  }

  private static let magic = Array("TLSHORT1".utf8)
  private static let magicOfTwo = Array("TLSHORT2".utf8)
  private let storage: Storage
  /// Of each list's length, in bytes from the file's beginning.
  private var starts: [Int] = []

  init(lists: [[Int32]], common: [Int32], vocabularySize: Int) {
    let isOne = lists.count == vocabularySize
    var bytes = isOne ? Self.magic : Self.magicOfTwo
    for size in isOne ? [lists.count] : [lists.count, vocabularySize] {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: size >> shift)) }
    }
    for list in lists + [common] {
      starts.append(bytes.count)
      let ids = list.filter { $0 >= 0 && $0 < vocabularySize }.sorted()
      Self.append(ids.count, to: &bytes)
      for (last, id) in zip([0] + ids, ids) { Self.append(Int(id - last), to: &bytes) }
    }
    storage = .memory(bytes)
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// - Throws: ``ModelError`` where it is something else, is cut off, or was made for another vocabulary.
  init(path: String, sources: Int, vocabularySize: Int) throws(ModelError) {
    let file = try MappedFile(path: path)
    let bytes = file.bytes
    let header = try Self.header(bytes, path: path)
    for (size, expected) in zip(header.sizes, [sources, vocabularySize]) where size != expected {
      throw .malformed(path: path, reason: "it is for \(size) pieces, the model has \(expected)")
    }
    storage = .mapped(file)
    starts.reserveCapacity(sources + 1)
    var reader = NumberReader(bytes: bytes, position: header.length)
    for _ in 0...sources {
      starts.append(reader.position)
      guard let count = reader.next(), count <= vocabularySize, reader.skip(count) else {
        throw .malformed(path: path, reason: "it ends in the middle of a list, or a list is longer than the vocabulary")
      }
    }
    guard reader.position == bytes.count else { throw .malformed(path: path, reason: "more follows after its lists") }
  }

  private static func header(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(ModelError) -> (length: Int, sizes: [Int]) {
    let isOfTwo = bytes.prefix(8).elementsEqual(magicOfTwo)
    let length = isOfTwo ? 16 : 12
    guard bytes.count >= length, isOfTwo || bytes.prefix(8).elementsEqual(magic) else {
      throw .malformed(path: path, reason: "it is not a shortlist")
    }
    func size(at place: Int) -> Int {
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }
    return (length, [size(at: 8), size(at: isOfTwo ? 12 : 8)])
  }

  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  func write(to path: String) throws(ModelError) {
    var file = try AtomicFile(path: path)
    switch storage {
    case .memory(let bytes): try file.write(bytes)
    case .mapped(let mapped): try file.write(Array(mapped.bytes))
    }
    try file.commit()
  }

  /// Calls `body` with the ids of a list, ascending.
  func forEach(in list: Int, _ body: (Int) -> Void) {
    withBytes { bytes in
      var reader = NumberReader(bytes: bytes, position: starts[list])
      var id = 0
      for _ in 0..<(reader.next() ?? 0) {
        guard let step = reader.next() else { return }
        id += step
        body(id)
      }
    }
  }

  private func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch storage {
    case .memory(let bytes): bytes.withUnsafeBytes(body)
    case .mapped(let file): withExtendedLifetime(file) { body(file.bytes) }
    }
  }
}

/// LEB128 numbers, one after the other.
private struct NumberReader {
  let bytes: UnsafeRawBufferPointer
  var position: Int

  /// Nil at the end, and for what has more than five bytes.
  mutating func next() -> Int? {
    var (result, shift) = (0, 0)
    while position < bytes.count, shift < 35 {
      let byte = Int(bytes[position])
      position += 1
      result |= (byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { return result }
    }
    return nil
  }

  /// Passes over `count` numbers, each of which ends with a byte whose highest bit is not set.
  ///
  /// - Returns: whether there were so many.
  mutating func skip(_ count: Int) -> Bool {
    var rest = count
    while rest > 0, position + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let ends = (~word & 0x8080_8080_8080_8080).nonzeroBitCount
      // The last number's end is looked for byte by byte: it need not be the word's last byte.
      guard ends < rest else { break }
      rest -= ends
      position += 8
    }
    while rest > 0, position < bytes.count {
      if bytes[position] < 0x80 { rest -= 1 }
      position += 1
    }
    return rest == 0
  }
}
