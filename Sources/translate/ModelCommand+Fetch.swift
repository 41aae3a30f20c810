import ArgumentParser
import Glibc
import Interchange
import Translation

/// Where published models are looked for.
struct IndexOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Address or file of an index: Argos Translate's, Firefox's, or our own. May be given several times.",
      discussion: "Otherwise those that Firefox and Argos Translate use.", valueName: "address"))
  var index: [String] = []

  @Option(help: ArgumentHelp("What relative addresses of an index lead from.", valueName: "address"))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "Take indexes (index.json, records.json, models.json) and files from a directory; nothing goes over the network.",
      valueName: "dir"), completion: .directory)
  var fromMirror: String?

  var source: IndexSource { IndexSource(places: index, base: base, mirror: fromMirror) }

  func models() throws -> ModelIndex {
    try source.index { StandardError.print("translate: warning: \($0)") }
  }
}

/// `translate model search`
struct ModelSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Show which models are offered for a pair of languages.",
    discussion: """
      A line each, the best first: name, languages, version, what is to be fetched, license. This and 'translate model \
      get' are the only commands that use the network, through curl.

        translate model search fr-en
        translate model search fr                # from or to French
        translate model search --from-mirror /mnt/models
      """)

  @Argument(help: "The pair, such as fr-en; or a language. Otherwise all.") var pair: String = ""

  @OptionGroup var options: IndexOptions

  func run() throws {
    let index = try options.models()
    let found = index.search(pair)
    if found.isEmpty, !pair.isEmpty { throw Self.nothing(index, pair) }
    for model in found { print(Self.line(model)) }
  }

  private static func nothing(_ index: ModelIndex, _ pair: String) -> any Error {
    do { _ = try index.best(pair) } catch { return error }
    return ExitCode.failure
  }

  static func line(_ model: PublishedModel) -> String {
    let size = model.size.map { "\(($0 + 500_000) / 1_000_000) MB" } ?? "size not told"
    let fields = [
      model.name, "\(model.source) to \(model.target)", model.version.map { "version \($0)" } ?? "version not told",
      size,
      model.license ?? "license not told",
    ]
    return (fields + (model.isChecked ? [] : ["no checksum"])).joined(separator: "\t")
  }
}

/// `translate model get`
struct ModelGetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Fetch a published model into your library.",
    discussion: """
      The best for the pair is taken, or the one of a name that 'translate model search' shows. A download that was cut \
      goes on where it was. Sizes and SHA-256 checksums are checked where the index has them.

        translate model get fr-en
        echo 'Où est le fichier ?' | translate --from fr --to en
        translate model get firefox-fr-en-tiny --name fr-en-tiny
        translate model get fr-en --index https://example.org/models/index.json
      """)

  @Argument(help: "The pair, such as fr-en, or a model's name.") var model: String

  @Option(help: "The name in the library; where none is given, the languages: fr-en.") var name: String?

  @Flag(help: "Take the place of a model of that name.") var replace = false

  @Flag(help: "Keep weights as they are, in half or single precision.") var asIs = false

  @OptionGroup var options: IndexOptions

  func run() throws {
    let model = try options.models().best(self.model)
    StandardError.print(ModelSearchCommand.line(model))
    let shows = isatty(STDERR_FILENO) == 1
    var stream = StandardError()
    let added = try ModelLibrary().fetch(
      model, from: options.source, name: name, replaces: replace, quantizes: !asIs
    ) { file, count, size in
      guard shows else { return }
      let total = size.map { " of \($0 / 1_000_000)" } ?? ""
      stream.write("\r\(file): \(count / 1_000_000)\(total) MB")
    }
    if shows { stream.write("\n") }
    print(added)
  }
}
