import ArgumentParser

@main
struct Translate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate text with a Transformer, offline.",
    subcommands: [ScoreCommand.self],
    defaultSubcommand: nil)
}
