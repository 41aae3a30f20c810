/// The ends of inline constructs of CommonMark (spec.commonmark.org, 6.1 and 6.3) whose starts are known.
enum MarkdownSyntax {
  /// The end of a code span: the next run of as many backticks.
  static func codeEnd(_ bytes: [UInt8], at start: Int) -> Int? {
    let textStart = bytes.skip(start..<bytes.count) { $0 == UInt8(ascii: "`") }
    let length = textStart - start
    var index = textStart
    while length > 0, index < bytes.count {
      index = bytes.skip(index..<bytes.count) { $0 != UInt8(ascii: "`") }
      let end = bytes.skip(index..<bytes.count) { $0 == UInt8(ascii: "`") }
      if end - index == length { return end }
      index = end
    }
    return nil
  }

  /// The end of a link whose text ends at `]`: `](address "title")`, `][label]`, `][]` or `]`.
  static func linkEnd(_ bytes: [UInt8], at start: Int) -> Int? {
    guard bytes.starts(with: "]", at: start) else { return nil }
    if bytes.starts(with: "](", at: start), let end = destinationEnd(bytes, from: start + 2) { return end }
    if bytes.starts(with: "][", at: start), let end = labelEnd(bytes, from: start + 2) { return end }
    return start + 1
  }

  private static func labelEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index < min(bytes.count, start + 1000) {
      switch bytes[index] {
      case .backslash: index += 2
      case UInt8(ascii: "]"): return index + 1
      case UInt8(ascii: "["): return nil
      default: index += 1
      }
    }
    return nil
  }

  /// Address and title of an inline link, after its parenthesis. Lines may begin with marks of quotations.
  private static func destinationEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = skipSpace(bytes, from: start)
    guard index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: "<") {
      guard let end = end(bytes, from: index + 1, closing: UInt8(ascii: ">")) else { return nil }
      index = end
    } else {
      index = bareAddressEnd(bytes, from: index)
    }
    index = skipSpace(bytes, from: index)
    guard index < bytes.count else { return nil }
    if "\"'(".utf8.contains(bytes[index]) {
      let closing = bytes[index] == UInt8(ascii: "(") ? UInt8(ascii: ")") : bytes[index]
      guard let end = end(bytes, from: index + 1, closing: closing) else { return nil }
      index = skipSpace(bytes, from: end)
    }
    return bytes.starts(with: ")", at: index) ? index + 1 : nil
  }

  private static func skipSpace(_ bytes: [UInt8], from start: Int) -> Int {
    let index = bytes.skip(start..<bytes.count) { $0.isSpace }
    let hasLineBreak = bytes[start..<index].contains(.newline)
    return hasLineBreak ? bytes.skip(index..<bytes.count) { $0.isSpace || $0 == UInt8(ascii: ">") } : index
  }

  private static func end(_ bytes: [UInt8], from start: Int, closing: UInt8) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] != closing { index += bytes[index] == .backslash ? 2 : 1 }
    return index < bytes.count ? index + 1 : nil
  }

  private static func bareAddressEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    var depth = 0
    while index < bytes.count, bytes[index] > 0x20 {
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      index += bytes[index] == .backslash && index + 1 < bytes.count && bytes[index + 1].isASCIIPunctuation ? 2 : 1
    }
    return min(index, bytes.count)
  }

  /// Labels of link definitions, so that text in brackets is not mistaken for a link. May name some too many.
  static func labels(_ bytes: [UInt8]) -> Set<String> {
    var labels: Set<String> = []
    for line in bytes.lines(in: bytes.indices) {
      let start = bytes.skip(line) { $0.isBlank || "->*+0123456789.)".utf8.contains($0) }
      guard bytes.starts(with: "[", at: start), let end = labelEnd(bytes, from: start + 1), end < line.upperBound,
        bytes[end] == UInt8(ascii: ":")
      else { continue }
      labels.insert(normalized(String(decoding: bytes[(start + 1)..<(end - 1)], as: UTF8.self)))
    }
    return labels
  }

  static func normalized(_ label: String) -> String {
    label.lowercased().split { $0.isWhitespace }.joined(separator: " ")
  }
}
