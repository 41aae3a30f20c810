/// Learned merges in order, in the format of subword-nmt's codes files, version 0.2: a line `#version: 0.2`, then one
/// merge a line, its two symbols with a space between. A symbol that ends a word has `</w>` behind it.
public struct BytePairCodes: Sendable {
  /// One merge operation.
  public struct Merge: Sendable {
    public let left: String
    public let right: String

    public init(_ left: String, _ right: String) {
      self.left = left
      self.right = right
    }
  }

  static let header = "#version: 0.2"
  static let endOfWord = "</w>"

  /// A line for each merge.
  private let lines: TextLines
  /// Bytes of each merge's left symbol.
  private let lefts: [Int32]
  /// Lines in front of the merges.
  private let firstMerge: Int

  public init(merges: [Merge]) {
    lines = TextLines(merges.lazy.map { "\($0.left) \($0.right)" })
    lefts = merges.map { Int32($0.left.utf8.count) }
    firstMerge = 0
  }

  /// Reads a codes file.
  ///
  /// - Throws: an error that names the file, and the line where one is to blame. Files without a version line are
  ///   version 0.1, which marks word ends otherwise, and are refused.
  public init(contentsOf path: String) throws(SubwordError) {
    self = try BytePairCodes(lines: LineFile.lines(at: path), file: path)
  }

  package init(bytes: [UInt8], file: String) throws(SubwordError) {
    self = try BytePairCodes(lines: TextLines(bytes, file: file), file: file)
  }

  private init(lines: TextLines, file: String) throws(SubwordError) {
    guard lines.count > 0, lines[0].utf8.starts(with: "#version:".utf8) else {
      throw .unsupportedVersion(file: file, version: "0.1 (no version line)")
    }
    let version = lines[0].split(separator: " ").last.map(String.init) ?? ""
    guard version == "0.2" else { throw .unsupportedVersion(file: file, version: version) }
    var lefts: [Int32] = []
    lefts.reserveCapacity(lines.count)
    for line in 1..<lines.count {
      guard let left = lines.withBytes(of: line, BytePairCodes.leftLength) else {
        throw .malformedMerge(file: file, line: line + 1, text: lines[line])
      }
      lefts.append(left)
    }
    self.lines = lines
    self.lefts = lefts
    firstMerge = 1
  }

  /// Where the one space of a merge is; nil where the line is none.
  private static func leftLength(_ line: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let space = line.firstIndex(of: 0x20), space > 0, space < line.count - 1,
      !line[(space + 1)...].contains(0x20)
    else { return nil }
    return Int32(space)
  }

  /// How many merges there are.
  public var count: Int { lefts.count }

  /// The merges, the one that is applied first in front.
  public var merges: [Merge] {
    (0..<count).map { rank in
      withMerge(rank) { Merge(String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self)) }
    }
  }

  /// The symbols of the merge of this rank, in bytes.
  @inline(__always)
  func withMerge<Result>(
    _ rank: Int, _ body: (_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    lines.withBytes(of: firstMerge + rank) { line in
      let left = Int(lefts[rank])
      return body(
        UnsafeBufferPointer(rebasing: line[..<left]), UnsafeBufferPointer(rebasing: line[(left + 1)...]))
    }
  }

  /// The file's text, ending with a line end.
  public var text: String {
    var text = BytePairCodes.header + "\n"
    for rank in 0..<count { text += lines[firstMerge + rank] + "\n" }
    return text
  }

  /// Writes a codes file.
  public func write(to path: String) throws(SubwordError) { try LineFile.write(text, to: path) }
}
