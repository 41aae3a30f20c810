import ArgumentParser
import Memory
import Text

/// `translate correct`
struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Keep what people have made of translations: the same sentence gets the correction at once.",
    discussion: """
      A file of corrections is a table of sources and corrections, and in a third column what was corrected; or a PO, \
      XLIFF or TMX file after somebody has gone over it. With --ours, the same file as it was before, only what has been \
      changed counts, and 'translate report corrections' can tell how much it was.

        translate correct de-edited.po --ours de.po --from en --to de
        printf 'Open the lid.\\tÖffnen Sie die Klappe.\\n' > lid.tsv; translate correct lid.tsv --from en --to de
      """)

  @Argument(help: "The corrections.", completion: .file(extensions: ["po", "tmx", "xlf", "xliff", "tsv", "csv"]))
  var corrections: String
  @Option(help: "What was corrected, as translate wrote it.", completion: .file()) var ours: String?
  @Option(name: [.customShort("m"), .long], help: "The model that was corrected, for the record.") var model: String?
  @OptionGroup var languages: LanguageOptions
  @OptionGroup var file: PastFileOption

  func run() throws {
    let pair = try languages.pair()
    let outputs = try ours.map { try Self.translations(in: $0, pair) }
    var intake = UnitIntake(try file.open())
    let origin = String(corrections.split(separator: "/").last ?? "")
    try TranslationFile(path: corrections, languages: pair).readRows { row in
      let output = row.output ?? outputs?[row.source]
      guard outputs == nil || output != nil, output != row.target else { return }
      try intake.add(
        PastUnit(
          pair, row.source, row.target, kind: .correction, origin: origin, output: output, model: model,
          created: UnitIntake.now))
    }
    try intake.flush()
    StandardError.print("\(corrections): " + intake.summary("corrections kept").dropLast())
  }

  private static func translations(in path: String, _ pair: LanguagePair) throws -> [String: String] {
    var translations: [String: String] = [:]
    try TranslationFile(path: path, languages: pair).readRows { translations[$0.source] = $0.target }
    return translations
  }
}
