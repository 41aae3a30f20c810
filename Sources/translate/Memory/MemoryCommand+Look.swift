import ArgumentParser
import Memory
import Text

/// Some of a memory's units.
struct UnitSelection: ParsableArguments {
  @OptionGroup var languages: LanguageOptions
  @Option(help: "Those from this file, or of this name.") var origin: String?
  @Flag(help: "Those that are corrections.") var corrections = false

  func validate() throws {
    guard (languages.source == nil) == (languages.target == nil) else {
      throw ValidationError("give both, --from and --to, or none")
    }
  }

  var filter: PastStore.Filter {
    var filter = PastStore.Filter()
    if let pair = try? languages.pair() { filter.languages(pair) }
    if let origin { filter.origin(origin) }
    if corrections { filter.kind(.correction) }
    return filter
  }

  var isEmpty: Bool { languages.source == nil && origin == nil && !corrections }
}

/// `translate memory search`
struct MemorySearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Show the past sentences that are most like one.",
    discussion: "Prints similarity, source, translation and origin, with tabs between. Status 1 where there is none.")

  @Argument(help: "The sentence.") var text: String
  @OptionGroup var languages: LanguageOptions
  @Option(help: "How many to show.") var limit = 5
  @Option(help: "How like they have to be, from 0 to 1.") var least: Float = 0.3
  @OptionGroup var file: PastFileOption

  func run() throws {
    let store = try file.open()
    let pairs = try languages.source != nil ? [languages.pair()] : Array(Set(store.counts().map(\.languages))).sorted()
    var found: [(unit: PastUnit, similarity: Float)] = []
    for pair in pairs { found += try store.nearest(to: text, pair, count: limit, atLeast: least) }
    guard !found.isEmpty else { throw ExitCode.failure }
    for (unit, similarity) in found.sorted(by: { $0.similarity > $1.similarity }).prefix(limit) {
      print(Int((similarity * 100).rounded()), unit.source, unit.target, unit.origin, separator: "\t")
    }
  }
}

/// `translate memory stats`
struct MemoryStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stats", abstract: "Count what is in the memory.")

  @OptionGroup var file: PastFileOption

  func run() throws {
    let store = try file.open()
    let counts = try store.counts()
    print("\(store.path): \(counts.reduce(0) { $0 + $1.count }) translations")
    for row in counts {
      print("\(row.languages.source)-\(row.languages.target)", row.kind, row.count, row.origin, separator: "\t")
    }
  }
}

/// `translate memory delete`
struct MemoryDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove translations from the memory.",
    discussion: "What is to go has to be said: a source, --origin, --corrections, --from and --to, or --all.")

  @Argument(help: "The source of the translation that is to go.") var source: String?
  @OptionGroup var selection: UnitSelection
  @Flag(help: "Everything.") var all = false
  @OptionGroup var file: PastFileOption

  func validate() throws {
    guard all || source != nil || !selection.isEmpty else { throw ValidationError("say what is to go, or --all") }
  }

  func run() throws {
    var filter = selection.filter
    if let source { filter.source(source) }
    let count = try file.open().remove(filter)
    StandardError.print("\(count) removed")
    if count == 0, source != nil { throw ExitCode.failure }
  }
}
