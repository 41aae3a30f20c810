/// The lines of a corpus, one after the other in one piece of memory. A line may be missing (as opposed to empty) where
/// the number of references varies.
public struct Segments: Sendable {
  struct Line: Sendable {
    let start: Int
    /// In bytes; -1 for a missing line.
    let count: Int
  }

  let bytes: [UInt8]
  let lines: [Line]

  /// - Parameter bytes: valid UTF-8.
  init(bytes: [UInt8], lines: [Line]) {
    self.bytes = bytes
    self.lines = lines
  }

  public init(_ strings: [String]) { self.init(optional: strings) }

  /// - Parameter strings: `nil` where there is no such line.
  public init(optional strings: [String?]) {
    var bytes: [UInt8] = []
    var lines: [Line] = []
    lines.reserveCapacity(strings.count)
    for string in strings {
      let start = bytes.count
      if let string { bytes.append(contentsOf: string.utf8) }
      lines.append(Line(start: start, count: string == nil ? -1 : bytes.count - start))
    }
    self.init(bytes: bytes, lines: lines)
  }

  public var count: Int { lines.count }

  public func isMissing(_ index: Int) -> Bool { lines[index].count < 0 }

  /// A line as a string; empty where it is missing.
  public subscript(index: Int) -> String {
    let line = lines[index]
    return line.count <= 0 ? "" : String(decoding: bytes[line.start..<line.start + line.count], as: UTF8.self)
  }
}
