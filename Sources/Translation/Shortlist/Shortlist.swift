import Subwords
import Transformer

/// A lexical shortlist: for each source piece the target pieces that its translation may need, and those that any may.
///
/// Decoding multiplies the output layer's weights of a sentence's own list only. Which pieces those are follows from
/// the sentence alone, so that its translation does not depend on what is translated beside it.
public struct Shortlist: Sendable {
  public let vocabularySize: Int
  /// The lists' ids, ascending: that of each source piece, then the one that all sentences share.
  private let ids: [Int32]
  private let starts: [Int32]

  public static let fileName = "shortlist.bin"

  /// - Parameters:
  ///   - lists: one for each piece of the vocabulary.
  ///   - common: pieces for every sentence.
  public init(lists: [[Int32]], common: [Int32]) {
    vocabularySize = lists.count
    var (ids, starts): ([Int32], [Int32]) = ([], [0])
    for list in lists + [common] {
      ids += list.filter { $0 >= 0 && $0 < lists.count }.sorted()
      starts.append(Int32(ids.count))
    }
    self.ids = ids
    self.starts = starts
  }

  /// The pieces, ascending, that a translation of `source` may hold. Beside those of the lists that is the end of the
  /// sentence, and every piece of the source, for what is only copied.
  public func tokens(for source: [Int32]) -> [Int32] {
    var isWanted = [Bool](repeating: false, count: vocabularySize)
    func want(_ id: Int32) { if id >= 0, id < vocabularySize { isWanted[Int(id)] = true } }
    want(Vocabulary.endOfSentence)
    for list in source + [Int32(vocabularySize)] where list >= 0 && list <= vocabularySize {
      want(list)
      for id in ids[Int(starts[Int(list)])..<Int(starts[Int(list) + 1])] { isWanted[Int(id)] = true }
    }
    return isWanted.indices.filter { isWanted[$0] }.map { Int32($0) }
  }

  /// How many ids all lists hold together.
  public var count: Int { ids.count }

  func list(_ index: Int) -> ArraySlice<Int32> { ids[Int(starts[index])..<Int(starts[index + 1])] }
}

// MARK: File

/// `shortlist.bin`: eight bytes of name and version, the size of the vocabulary (32 bits, little-endian), then each
/// list, the common one last: its length and the steps from one id to the next, in LEB128.
extension Shortlist {
  private static let magic = Array("TLSHORT1".utf8)

  /// - Throws: ``ModelError/unwritable(path:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var bytes = Self.magic
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: vocabularySize >> shift)) }
    for index in 0...vocabularySize {
      let list = list(index)
      Self.append(list.count, to: &bytes)
      var last = 0
      for id in list {
        Self.append(Int(id) - last, to: &bytes)
        last = Int(id)
      }
    }
    var file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Reads what ``write(to:)`` has written.
  ///
  /// - Throws: ``ModelError`` where it is something else, is cut off, or was made for another vocabulary.
  public init(path: String, vocabularySize: Int) throws(ModelError) {
    let file = try MappedFile(path: path)
    var reader = ShortlistReader(bytes: file.bytes, path: path)
    guard file.bytes.count >= 12, file.bytes.prefix(8).elementsEqual(Self.magic) else {
      throw .malformed(path: path, reason: "it is not a shortlist")
    }
    let size = Int(UInt32(littleEndian: file.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard size == vocabularySize else {
      throw .malformed(path: path, reason: "it is for \(size) pieces, the model has \(vocabularySize)")
    }
    var (ids, starts): ([Int32], [Int32]) = ([], [0])
    for _ in 0...size {
      var last = 0
      for _ in 0..<(try reader.number(below: size + 1)) {
        last += try reader.number(below: size - last)
        ids.append(Int32(last))
      }
      starts.append(Int32(ids.count))
    }
    self.vocabularySize = size
    self.ids = ids
    self.starts = starts
    withExtendedLifetime(file) {}
  }
}

private struct ShortlistReader {
  let bytes: UnsafeRawBufferPointer
  let path: String
  var position = 12

  mutating func number(below limit: Int) throws(ModelError) -> Int {
    var (result, shift) = (0, 0)
    while true {
      guard position < bytes.count, shift < 35 else {
        throw .malformed(path: path, reason: "it ends in the middle of a list")
      }
      let byte = Int(bytes[position])
      position += 1
      result |= (byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    guard result < limit else { throw .malformed(path: path, reason: "a list holds an id that is no piece") }
    return result
  }
}
