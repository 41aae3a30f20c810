import Glibc
import IO

/// Two text files whose lines are translations of each other, memory-mapped: any pair is at hand, none is loaded before
/// it is asked for. Costs 16 bytes of memory a pair.
public final class ParallelText: @unchecked Sendable {
  private let source: LineIndex
  private let target: LineIndex

  /// - Throws: ``CorpusError`` if a file cannot be read or the numbers of lines differ.
  public init(source: String, target: String) throws(CorpusError) {
    self.source = try LineIndex(path: source)
    self.target = try LineIndex(path: target)
    guard self.source.count == self.target.count else {
      throw .lineCountsDiffer(source: source, self.source.count, target: target, self.target.count)
    }
  }

  /// Number of pairs.
  public var count: Int { source.count }

  /// Whether `word` stands anywhere in the source, as it is written.
  public func contains(_ word: StaticString) -> Bool { source.contains(word) }

  /// The pair on line `index`, counted from 0. Invalid UTF-8 is repaired with U+FFFD.
  public subscript(index: Int) -> (source: String, target: String) { (source[index], target[index]) }
}

/// Finds lines of a memory-mapped file by number.
final class LineIndex {
  private let file: MappedFile<CorpusError>
  /// Where each line begins, and one past the end of the last.
  private var starts: [Int] = [0]

  init(path: String) throws(CorpusError) {
    file = try MappedFile(path: path)
    guard let base = file.bytes.baseAddress else { throw .empty(path: path) }
    if let compression = Compression(beginning: file.bytes) {
      throw .unreadable(path: path, reason: compression.advice(path: path))
    }
    index(base)
  }

  private var bytes: UnsafeRawBufferPointer { file.bytes }

  private func index(_ base: UnsafeRawPointer) {
    var offset = 0
    while offset < bytes.count {
      let found = memchr(base + offset, 0x0A, bytes.count - offset)
      offset = found.map { UnsafeRawPointer($0) - base + 1 } ?? bytes.count + 1
      starts.append(offset)
    }
  }

  var count: Int { starts.count - 1 }

  func contains(_ word: StaticString) -> Bool {
    guard let base = bytes.baseAddress, word.utf8CodeUnitCount > 0 else { return false }
    let (first, length) = (Int32(word.utf8Start.pointee), word.utf8CodeUnitCount)
    var offset = 0
    while offset + length <= bytes.count, let found = memchr(base + offset, first, bytes.count - length + 1 - offset) {
      if memcmp(found, word.utf8Start, length) == 0 { return true }
      offset = UnsafeRawPointer(found) - base + 1
    }
    return false
  }

  subscript(line: Int) -> String {
    var end = starts[line + 1] - 1
    if end > starts[line], bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[starts[line]..<end], as: UTF8.self)
  }
}
