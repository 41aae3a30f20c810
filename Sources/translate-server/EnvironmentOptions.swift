import Glibc

/// Options that come from the environment, for containers and units.
enum EnvironmentOptions {
  private static let prefix = "TRANSLATE_SERVE_"
  private static let flags: Set<String> = ["require-key", "suggestions"]

  /// `TRANSLATE_SERVE_API_KEY_FILE=keys` stands for `--api-key-file keys`; what is on the command line counts.
  static func added(to arguments: [String]) -> [String] {
    var added: [String] = []
    var place = environ
    while let entry = place.pointee {
      place += 1
      let text = String(cString: entry)
      guard text.hasPrefix(prefix), let equals = text.firstIndex(of: "=") else { continue }
      let name = text[..<equals].dropFirst(prefix.count).lowercased().replacing("_", with: "-")
      let value = String(text[text.index(after: equals)...])
      let isGiven = arguments.contains { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }
      if value.isEmpty || isGiven { continue }
      if !flags.contains(name) { added.append("--\(name)=\(value)") } else if value != "0" { added.append("--\(name)") }
    }
    return added.sorted() + arguments
  }
}
