/// A pattern of paths in one language or two: `usr/share/help/{C|de}/**/*.page`.
///
/// `*` stands for anything but `/`, `**/` for any folders or none, `{a|b}` for `a` in the source's paths and `b` in the
/// target's.
package struct FileTemplate: Equatable {
  private enum Token: Equatable {
    case byte(UInt8)
    case name
    case folders
  }

  private let source: [Token]
  private let target: [Token]

  package init(_ pattern: String) {
    source = Self.tokens(Self.variant(pattern, 0))
    target = Self.tokens(Self.variant(pattern, 1))
  }

  /// Whether source and target are different files.
  var isPair: Bool { source != target }

  private static func variant(_ pattern: String, _ index: Int) -> String {
    var result = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let choices = rest[rest.index(after: open)..<close].split(separator: "|", omittingEmptySubsequences: false)
      result += rest[..<open] + (index < choices.count ? choices[index] : choices[0])
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  private static func tokens(_ pattern: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: "**/".utf8) {
        tokens.append(.folders)
        rest = rest.dropFirst(3)
      } else {
        tokens.append(byte == UInt8(ascii: "*") ? .name : .byte(byte))
        rest = rest.dropFirst()
      }
    }
    return tokens
  }

  package func matchesSource(_ path: String) -> Bool { Self.captures(source[...], Array(path.utf8)[...]) != nil }
  package func matchesTarget(_ path: String) -> Bool { Self.captures(target[...], Array(path.utf8)[...]) != nil }

  /// The source's path for a target's path, or nil where that does not match.
  package func sourcePath(forTarget path: String) -> String? {
    guard let captures = Self.captures(target[...], Array(path.utf8)[...]) else { return nil }
    var next = captures.makeIterator()
    var result: [UInt8] = []
    for token in source {
      switch token {
      case .byte(let byte): result.append(byte)
      case .name, .folders: result += next.next() ?? []
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What the wildcards stand for, in order.
  private static func captures(_ tokens: ArraySlice<Token>, _ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    guard let token = tokens.first else { return path.isEmpty ? [] : nil }
    let rest = tokens.dropFirst()
    switch token {
    case .byte(let byte): return path.first == byte ? captures(rest, path.dropFirst()) : nil
    case .name:
      var end = path.prefix { $0 != UInt8(ascii: "/") }.endIndex
      while end >= path.startIndex {
        if let found = captures(rest, path[end...]) { return [path[..<end]] + found }
        end -= 1
      }
      return nil
    case .folders:
      if let found = captures(rest, path) { return [path[path.startIndex..<path.startIndex]] + found }
      for end in path.indices where path[end] == UInt8(ascii: "/") {
        if let found = captures(rest, path[(end + 1)...]) { return [path[...end]] + found }
      }
      return nil
    }
  }
}
