/// Chooses values by the path of their keys: `menu.file.label`, with `*` for any part of one key and `**` for any
/// number of keys. Items of lists have their number, from 0, as key.
struct KeyFilter: Sendable {
  private let included: [[Substring]]
  private let excluded: [[Substring]]

  init(_ options: DocumentOptions) {
    self.init(included: options.includedKeys, excluded: options.excludedKeys)
  }

  init(included: [String], excluded: [String]) {
    self.included = included.map { $0.split(separator: ".") }
    self.excluded = excluded.map { $0.split(separator: ".") }
  }

  /// Whether a name matches a pattern in which `*` is any part of it.
  static func matches(_ pattern: String, _ name: String) -> Bool { matches(Array(pattern)[...], Array(name)[...]) }

  /// Keys such as `@title` and `$schema` are about the catalogue, not part of it.
  func accepts(_ path: [String]) -> Bool {
    let keys = path.joined(separator: ".").split(separator: ".")[...]
    if excluded.contains(where: { Self.matches($0[...], keys) }) { return false }
    if !included.isEmpty { return included.contains { Self.matches($0[...], keys) } }
    return !path.contains { $0.hasPrefix("@") || $0.hasPrefix("$") }
  }

  private static func matches(_ pattern: ArraySlice<Substring>, _ keys: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return keys.isEmpty }
    if first == "**" {
      return (keys.startIndex...keys.endIndex).contains { matches(pattern.dropFirst(), keys[$0...]) }
    }
    guard let key = keys.first, matches(Array(first)[...], Array(key)[...]) else { return false }
    return matches(pattern.dropFirst(), keys.dropFirst())
  }

  private static func matches(_ pattern: ArraySlice<Character>, _ key: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return key.isEmpty }
    if first == "*" {
      return (key.startIndex...key.endIndex).contains { matches(pattern.dropFirst(), key[$0...]) }
    }
    return key.first == first && matches(pattern.dropFirst(), key.dropFirst())
  }
}
