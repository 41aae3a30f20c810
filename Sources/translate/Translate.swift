import ArgumentParser

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
    version: "0.1.0",
    subcommands: [
      FilterCommand.self, ScoreCommand.self, BPECommand.self, TrainCommand.self, ModelCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: FilterCommand.self)
}
