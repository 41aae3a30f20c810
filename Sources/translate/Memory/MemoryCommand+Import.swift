import ArgumentParser
import Memory

/// `translate memory import`
struct MemoryImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take translations out of PO, TMX, XLIFF and tables into the memory.",
    discussion: """
      Of PO files, what is translated and not fuzzy; of tables (.tsv, .csv), source and translation in the first two \
      columns. What is empty, has other placeholders than its source or is in the wrong language is refused. Of two \
      translations of one source the later one counts, but no import takes the place of a correction.
      """)

  @Argument(help: "Files.", completion: .file(extensions: ["po", "tmx", "xlf", "xliff", "tsv", "csv"]))
  var files: [String]
  @OptionGroup var languages: LanguageOptions
  @OptionGroup var file: PastFileOption
  @Option(help: "What the translations are remembered by; otherwise the name of their file.") var origin: String?

  func run() throws {
    let pair = try languages.pair()
    let store = try file.open()
    for path in files {
      var intake = UnitIntake(store)
      let origin = origin ?? String(path.split(separator: "/").last ?? "")
      try TranslationFile(path: path, languages: pair).readRows { row in
        try intake.add(PastUnit(pair, row.source, row.target, origin: origin, created: UnitIntake.now))
      }
      try intake.flush()
      StandardError.print("\(path): " + intake.summary("taken in").dropLast())
    }
  }
}
