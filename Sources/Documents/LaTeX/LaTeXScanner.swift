/// Steps over the syntax of LaTeX.
struct LaTeXScanner: Sendable {
  let bytes: [UInt8]

  /// The name of a command behind its backslash, its star included.
  func name(at index: Int, _ limit: Int) -> Range<Int> {
    let end = bytes.skip((index + 1)..<limit) { $0.isASCIILetter || $0 == UInt8(ascii: "@") }
    return (index + 1)..<(end < limit && end > index + 1 && bytes[end] == UInt8(ascii: "*") ? end + 1 : end)
  }

  /// Where the bracket or brace closes that opens at an index; nil where none does.
  func close(_ open: Int, _ limit: Int) -> Int? {
    let (opening, closing) =
      bytes[open] == UInt8(ascii: "[")
      ? (UInt8(ascii: "["), UInt8(ascii: "]")) : (UInt8(ascii: "{"), UInt8(ascii: "}"))
    var depth = 0
    var braces = 0
    var index = open
    while index < limit {
      let byte = bytes[index]
      switch byte {
      case .backslash: index += 1
      case UInt8(ascii: "%"): index = bytes.skip(index..<limit) { $0 != .newline }
      case opening where braces == 0 || opening == UInt8(ascii: "{"): depth += 1
      case closing where braces == 0 || opening == UInt8(ascii: "{"):
        depth -= 1
        if depth == 0 { return index }
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"):
        braces -= 1
        if braces < 0 { return nil }
      default: break
      }
      index += 1
    }
    return nil
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
