import Glibc
import IO

/// Builds a corpus from a recipe: fetch, unpack, extract, clean, split, write.
public final class CorpusBuilder {
  /// How to go about it.
  public struct Options: Sendable {
    /// Where packages are kept between builds.
    public var cache = ""
    /// Where the corpus goes.
    public var output = ""
    /// Take only the recipe's few small packages.
    public var isSmoke = false
    /// Fetch package lists anew.
    public var updates = false

    public init() {}
  }

  let recipe: Recipe
  let options: Options
  let say: (String) -> Void
  let extractor: Extractor
  var manifest: Manifest
  var files = PackageFiles()
  var descriptionLists: (source: String, target: String)?
  /// Pairs and words by package.
  var yields: [String: (pairs: Int, words: Int)] = [:]

  /// - Parameter say: is told what is going on, a line at a time.
  public init(_ recipe: Recipe, _ options: Options, say: @escaping (String) -> Void) throws {
    self.recipe = recipe
    self.options = options
    self.say = say
    extractor = try Extractor(languages: recipe.languages)
    manifest = Manifest(
      recipe: recipe.path.split(separator: "/").last.map(String.init) ?? "", sourceLanguage: recipe.languages.source,
      targetLanguage: recipe.languages.target, mirror: recipe.mirror, release: recipe.release)
  }

  /// - Throws: ``CorpusError``. What is missing or cannot be read is left out, reported, and noted in the manifest.
  public func build() throws {
    try Directory<CorpusError>.make(options.output + "/parts")
    let packages = try collectPackages()
    var exclusions = try readExclusions()
    let stage = try CorpusStage(
      recipe, folder: options.output, cleaner: Cleaner(languages: recipe.languages, options: recipe.cleaning))
    say("extracting held-out packages")
    try addHeldOut(to: stage, exclusions: &exclusions)
    stage.cleaner.exclusions = exclusions
    for part in recipe.parts { try add(part, to: stage) }
    manifest.files = try stage.finish()
    manifest.parts = stage.parts
    manifest.documents = stage.documentCounts
    notePackages(packages)
    try manifest.write(to: options.output + "/manifest.json")
    say(summary)
  }

  private func collectPackages() throws -> [PackageCache.Package] {
    let cache = try PackageCache(folder: options.cache, recipe: recipe, say: say)
    try cache.update(isForced: options.updates)
    if !options.isSmoke, let source = try cache.translationList(recipe.languages.source),
      let target = try cache.translationList(recipe.languages.target)
    {
      descriptionLists = (source, target)
    }
    let names = options.isSmoke ? recipe.smokePackages : recipe.packages + recipe.heldOut
    let sources = options.isSmoke ? [] : recipe.sourcePackages
    let packages = try cache.fetch(names) + cache.fetchSources(sources)
    let wanted = Set(names + sources.map { PackageCache.Package.sourcePrefix + $0 })
    manifest.missing += wanted.subtracting(packages.map(\.name)).sorted().map { "package \($0)" }
    let templates = recipe.parts.flatMap(\.files) + recipe.entityFiles.source + recipe.entityFiles.target
    say("unpacking \(packages.count) packages")
    for package in packages {
      do {
        try files.add(package, templates: templates, cache: options.cache)
      } catch {
        note("package \(package.name)", error)
      }
    }
    try readEntities()
    return packages
  }

  private func readEntities() throws(CorpusError) {
    let matching = { (patterns: [String]) -> [String] in
      let templates = patterns.map(FileTemplate.init)
      return self.files.files.filter { file in templates.contains { $0.matchesSource(file.path) } }.map(\.location)
    }
    try extractor.readEntities(source: matching(recipe.entityFiles.source), target: matching(recipe.entityFiles.target))
  }

  private func readExclusions() throws(CorpusError) -> Exclusions {
    var exclusions = Exclusions()
    for file in recipe.exclusions {
      let path = resolve(file)
      if access(path, R_OK) == 0 { try exclusions.add(file: path) } else { miss("exclusion file \(file)") }
    }
    return exclusions
  }

  /// A path of the recipe's, relative to its folder.
  func resolve(_ file: String) -> String {
    guard !file.hasPrefix("/"), let slash = recipe.path.lastIndex(of: "/") else { return file }
    return recipe.path[...slash] + file
  }

  /// Says what is not there and notes it in the manifest.
  func miss(_ what: String) {
    say("missing: \(what)")
    manifest.missing.append(what)
  }

  func note(_ what: String, _ error: CorpusError) {
    say("\(what): \(error)")
    manifest.unreadableFiles += 1
  }

  private func notePackages(_ packages: [PackageCache.Package]) {
    for package in packages {
      let copyright = files.file(package.copyright)
      var entry = Manifest.Package(
        name: package.name, version: package.version, licences: copyright.map { Licences.read(path: $0.location) } ?? []
      )
      if let yield = yields[package.name] {
        entry.pairs = yield.pairs
        entry.sourceWords = yield.words
        manifest.packages.append(entry)
      } else {
        manifest.packagesWithoutPairs.append(entry)
      }
    }
  }

  private var summary: String {
    let lines = manifest.parts.map { part in
      let share = Int((part.droppedShare * 100).rounded())
      return "  \(part.origin ?? part.name): \(part.kept) pairs, \(part.sourceWords) words, \(share)% dropped"
    }
    let total = manifest.parts.reduce((0, 0)) { ($0.0 + $1.kept, $0.1 + $1.sourceWords) }
    return (lines + ["all: \(total.0) pairs, \(total.1) words; see \(options.output)/manifest.json"])
      .joined(separator: "\n")
  }
}
