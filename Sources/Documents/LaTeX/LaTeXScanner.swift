/// Steps over the syntax of LaTeX.
struct LaTeXScanner: Sendable {
  let bytes: [UInt8]
  /// Where each bracket and brace closes.
  private var closings: [Int: Int] = [:]

  init(bytes: [UInt8]) {
    self.bytes = bytes
    closings = pairs()
  }

  /// The name of a command behind its backslash, its star included.
  func name(at index: Int, _ limit: Int) -> Range<Int> {
    let end = bytes.skip((index + 1)..<limit) { $0.isASCIILetter || $0 == UInt8(ascii: "@") }
    return (index + 1)..<(end < limit && end > index + 1 && bytes[end] == UInt8(ascii: "*") ? end + 1 : end)
  }

  /// Where the bracket or brace closes that opens at an index; nil where none does.
  func close(_ open: Int, _ limit: Int) -> Int? { closings[open].flatMap { $0 < limit ? $0 : nil } }

  /// All of them in one pass. A brace closes what is open within it.
  private func pairs() -> [Int: Int] {
    var found: [Int: Int] = [:]
    var open: [Int] = []
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case .backslash: index = escapeEnd(index)
      case UInt8(ascii: "%"): index = bytes.skip(index..<bytes.count) { $0 != .newline }
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(index)
      case UInt8(ascii: "]"):
        if let last = open.last, bytes[last] == UInt8(ascii: "[") { found[open.removeLast()] = index }
      case UInt8(ascii: "}"):
        while let last = open.popLast() {
          guard bytes[last] == UInt8(ascii: "{") else { continue }
          found[last] = index
          break
        }
      default: break
      }
      index += 1
    }
    return found
  }

  /// The last byte of what a backslash takes from its usual meaning: one mark, or all of `\\verb|…|`.
  private func escapeEnd(_ index: Int) -> Int {
    let name = name(at: index, bytes.count)
    guard ["verb", "verb*"].contains(String(decoding: bytes[name], as: UTF8.self)) else { return index + 1 }
    return verbEnd(name.upperBound, bytes.count).map { $0 - 1 } ?? index + 1
  }

  /// The arguments that follow: what stands between brackets and braces.
  ///
  /// - Parameter mayBeApart: space may stand before them.
  func arguments(
    at start: Int, _ limit: Int, mayBeApart: Bool = false
  ) -> (arguments: [Range<Int>], end: Int) {
    var found: [Range<Int>] = []
    var end = start
    while found.count < 12 {
      let next = mayBeApart ? bytes.skip(end..<limit) { $0.isSpace } : end
      guard next < limit, "[{".utf8.contains(bytes[next]), let close = close(next, limit) else { break }
      found.append((next + 1)..<close)
      end = close + 1
    }
    return (found, end)
  }

  /// The end of `\verb|…|`, whose mark stands at an index.
  func verbEnd(_ index: Int, _ limit: Int) -> Int? {
    guard index < limit, !bytes[index].isSpace else { return nil }
    let mark = bytes[index] == UInt8(ascii: "{") ? UInt8(ascii: "}") : bytes[index]
    let close = bytes.skip((index + 1)..<limit) { $0 != mark && $0 != .newline }
    return close < limit && bytes[close] == mark ? close + 1 : nil
  }

  /// The start of `\end{name}` at or behind an index.
  func environmentEnd(_ name: String, _ start: Int, _ limit: Int) -> Int {
    let mark = Array("\\end{\(name)}".utf8)
    var index = start
    while index + mark.count <= limit {
      if bytes[index] == .backslash, bytes[index..<(index + mark.count)].elementsEqual(mark) { return index }
      index += 1
    }
    return limit
  }
}
