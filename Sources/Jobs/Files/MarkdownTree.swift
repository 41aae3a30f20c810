import Documents
import Glibc
import IO

/// Tells the dialect of a Markdown file by the generator whose settings lie in a directory above it.
enum MarkdownTree {
  private static let signs: [(name: String, flavour: MarkdownFlavour)] =
    ["js", "ts", "mjs", "cjs"].map { ("docusaurus.config.\($0)", .docusaurus) }
    + ["mkdocs.yml", "mkdocs.yaml"].map { ($0, .mkdocs) } + ["hugo.toml", "hugo.yaml", "hugo.json"].map { ($0, .hugo) }

  /// Directories that are looked into, from the file's on upwards.
  private static let mostLevels = 12

  /// nil where no generator is known of.
  static func flavour(of path: String) -> MarkdownFlavour? {
    guard path != JobFile.standardInput, let resolved = resolvedPath(path) else { return nil }
    var directory = parentPath(resolved)
    for _ in 0..<mostLevels {
      guard let place = directory else { return nil }
      if let sign = signs.first(where: { access("\(place)/\($0.name)", F_OK) == 0 }) { return sign.flavour }
      directory = parentPath(place)
    }
    return nil
  }
}
