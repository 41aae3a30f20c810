import Glibc

/// Globs over the paths of a tree, as in `.gitignore`: a pattern without a slash is for names at any depth, one with a
/// slash for paths from the root on; `*` is any part of a name, `**` any number of folders; a slash at the end is for
/// folders; `!` takes back.
package struct PathPatterns: Sendable {
  private struct Pattern: Sendable {
    var parts: [Substring]
    var isForFolders: Bool
    var takesBack: Bool
  }

  private var patterns: [Pattern] = []

  package init(_ lines: [String]) {
    for line in lines {
      var text = line[...]
      while text.last?.isWhitespace == true { text = text.dropLast() }
      guard let first = text.first, first != "#" else { continue }
      let takesBack = first == "!"
      if takesBack { text = text.dropFirst() }
      let isForFolders = text.hasSuffix("/")
      let parts = text.split(separator: "/")
      let isAnchored = text.dropLast().contains("/")
      patterns.append(
        Pattern(parts: isAnchored ? parts : ["**"] + parts, isForFolders: isForFolders, takesBack: takesBack))
    }
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// Whether the last pattern that matches a path chooses it.
  package func matches(_ path: String, isFolder: Bool) -> Bool {
    let parts = path.split(separator: "/")[...]
    let last = patterns.last { (!$0.isForFolders || isFolder) && Self.matches($0.parts[...], parts) }
    return last.map { !$0.takesBack } ?? false
  }

  private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      return (path.startIndex...path.endIndex).contains { matches(pattern.dropFirst(), path[$0...]) }
    }
    guard let name = path.first, fnmatch(String(first), String(name), 0) == 0 else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
  }
}
