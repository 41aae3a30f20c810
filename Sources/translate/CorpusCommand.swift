import ArgumentParser
import Corpora

/// `translate corpus`: makes training text.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Make training text: extract pairs from files, clean them, build a corpus from a recipe.",
    discussion: """
      translate corpus extract de.mo other.qm -o pairs.tsv
      translate corpus clean pairs.tsv -o clean.tsv --explain 3
      translate corpus build Corpora/en-de.yaml
      """,
    subcommands: [CorpusExtractCommand.self, CorpusCleanCommand.self, CorpusBuildCommand.self])
}

/// The languages of both sides.
struct CorpusLanguageOptions: ParsableArguments {
  @Option(help: "Language of the source side.") var source = "en"
  @Option(help: "Language of the target side.") var target = "de"

  func pair() throws(CorpusError) -> LanguagePair { try LanguagePair(corpus: source, target) }
}
