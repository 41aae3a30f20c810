import ArgumentParser
import Basics

@main
struct Translate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate text with a Transformer, offline.",
    discussion: """
      Without a subcommand, text lines are translated from standard input to standard output:

        echo 'Where is the file?' | translate
        translate < input.en > output.de

      'translate help filter' tells all options of that.
      """,
    version: programVersion,
    subcommands: [
      FilterCommand.self, FilesCommand.self, ScoreCommand.self, BPECommand.self, CorpusCommand.self,
      ServeCommand.self, TrainCommand.self, ModelCommand.self, ShortlistCommand.self, DictionaryCommand.self,
      TuneCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: FilterCommand.self)

  /// Most starts have nothing to parse, and making the tree of all options takes longer than translating a line.
  static func main() {
    guard CommandLine.arguments.count == 1 else { return main(nil) }
    do { try FilterRun().run() } catch { exit(withError: error) }
  }
}
