import Transformer
import Translation

/// A lexical shortlist in the binary form of Marian's students: for each source piece the target pieces that go with it,
/// and how many of the first pieces go with all.
struct MarianShortlist {
  let shortlist: Shortlist

  private static let magic: UInt64 = 0xF11A_48D5_0134_17F5
  private static let headerBytes = 48

  /// - Throws: ``ModelError`` where the file is something else, damaged, or for another vocabulary.
  init(contentsOf path: String, sources: Int, targets: Int) throws(ModelError) {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    let bytes = file.bytes
    func word(_ place: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    guard bytes.count >= Self.headerBytes, word(0) == Self.magic else {
      throw .malformed(path: path, reason: "it is no binary shortlist of Marian's")
    }
    let (first, starts, ids) = (word(16), word(32), word(40))
    guard starts == UInt64(sources) + 1 else {
      throw .malformed(path: path, reason: "it is for \(starts &- 1) pieces, the model has \(sources)")
    }
    let offset = Self.headerBytes + 8 * (sources + 1)
    guard ids <= UInt64(bytes.count), bytes.count == offset + 4 * Int(ids), first <= UInt64(targets) else {
      throw .malformed(path: path, reason: "its lists do not fill it; copy it again")
    }
    guard Self.checksum(bytes) == word(8) else {
      throw .malformed(path: path, reason: "its checksum does not agree with its lists; copy it again")
    }
    var lists: [[Int32]] = []
    lists.reserveCapacity(sources)
    for piece in 0..<sources {
      let (start, end) = (word(Self.headerBytes + 8 * piece), word(Self.headerBytes + 8 * piece + 8))
      guard start <= end, end <= ids else { throw .malformed(path: path, reason: "list \(piece) lies beyond its end") }
      lists.append(
        (Int(start)..<Int(end)).map { place in
          Int32(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: offset + 4 * place, as: UInt32.self))
        })
    }
    shortlist = Shortlist(lists: lists, common: (0..<Int32(first)).map { $0 }, vocabularySize: targets)
  }

  /// Of everything behind it, in whole words, as boost combines hashes.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0
    for place in stride(from: 16, to: bytes.count - 7, by: 8) {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      hash ^= word &+ 0x9E37_79B9 &+ (hash << 6) &+ (hash >> 2)
    }
    return hash
  }
}
