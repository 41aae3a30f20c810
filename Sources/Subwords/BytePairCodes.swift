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

  /// The merges, the one that is applied first in front.
  public let merges: [Merge]

  public init(merges: [Merge]) { self.merges = merges }

  /// Reads a codes file.
  ///
  /// - Throws: an error that names the file, and the line where one is to blame. Files without a version line are
  ///   version 0.1, which marks word ends otherwise, and are refused.
  public init(contentsOf path: String) throws(SubwordError) {
    self = try BytePairCodes(lines: LineFile.lines(at: path), file: path)
  }

  package init(lines: [[UInt8]], file: String) throws(SubwordError) {
    let strings = try LineFile.strings(lines, file: file)
    guard let first = strings.first, first.utf8.starts(with: "#version:".utf8) else {
      throw .unsupportedVersion(file: file, version: "0.1 (no version line)")
    }
    let version = first.split(separator: " ").last.map(String.init) ?? ""
    guard version == "0.2" else { throw .unsupportedVersion(file: file, version: version) }
    var merges: [Merge] = []
    merges.reserveCapacity(strings.count)
    for (index, line) in strings.enumerated().dropFirst() {
      let symbols = line.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
      guard symbols.count == 2, let left = String(symbols[0]), let right = String(symbols[1]),
        !left.isEmpty, !right.isEmpty
      else { throw .malformedMerge(file: file, line: index + 1, text: line) }
      merges.append(Merge(left, right))
    }
    self.merges = merges
  }

  /// The file's text, ending with a line end.
  public var text: String {
    var text = BytePairCodes.header + "\n"
    for merge in merges { text += merge.left + " " + merge.right + "\n" }
    return text
  }

  /// Writes a codes file.
  public func write(to path: String) throws(SubwordError) { try LineFile.write(text, to: path) }
}
