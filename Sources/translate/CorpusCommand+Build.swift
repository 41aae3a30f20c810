import ArgumentParser
import Corpora

#if canImport(Glibc)
  import Glibc
#endif

/// `translate corpus build`: a corpus from a recipe.
struct CorpusBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build training text from a recipe: Debian packages and local files.",
    discussion: """
      Fetches the packages that the recipe names through apt into a cache (root is not needed), takes pairs out of them,
      cleans, splits by document, and writes train, dev, test and heldout as TSV and as a file for each language, the
      training text also part by part, and manifest.json with versions, licences, counts and checksums.

      translate corpus build Corpora/en-de.yaml
      translate corpus build Corpora/en-de.yaml --smoke -o /tmp/smoke
      """)

  @Argument(help: "The recipe.") var recipe: String
  @Option(name: [.short, .long], help: "Folder for the corpus. Default: built/NAME beside the recipe.")
  var output: String?
  @Option(help: "Folder for packages. Default: translate in $XDG_CACHE_HOME or ~/.cache.") var cache: String?
  @Flag(help: "Build from the recipe's few small packages only, in a minute or two.") var smoke = false
  @Flag(help: "Fetch the lists of packages anew.") var update = false

  func run() throws {
    let recipe = try Recipe(path: self.recipe)
    var options = CorpusBuilder.Options()
    options.cache = absolute(cache ?? Self.defaultCache)
    options.output = output ?? Self.defaultOutput(self.recipe)
    options.isSmoke = smoke
    options.updates = update
    try CorpusBuilder(recipe, options) { StandardError.print("translate corpus build: \($0)") }.build()
  }

  /// Programs that are started run in folders of their own.
  private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  private static var defaultCache: String {
    if let cache = getenv("XDG_CACHE_HOME"), cache.pointee != 0 { return String(cString: cache) + "/translate" }
    return (getenv("HOME").map { String(cString: $0) } ?? ".") + "/.cache/translate"
  }

  private static func defaultOutput(_ recipe: String) -> String {
    let parts = recipe.split(separator: "/", omittingEmptySubsequences: false)
    let name = parts.last.map { $0.split(separator: ".").first.map(String.init) ?? "" } ?? ""
    return (parts.dropLast().map(String.init) + ["built", name]).joined(separator: "/")
  }
}
