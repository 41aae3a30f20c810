import ArgumentParser

/// `translate train`, `translate train average`, `translate train report`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from parallel text.",
    discussion: """
      'translate train' with options trains; 'translate help train run' lists them.

        translate train --train-sets train.en train.de --valid-sets dev.en dev.de --vocab Vocab/en-de --model Runs/first
        translate train --config recipe.yaml --model Runs/first
        translate --model Runs/first/best < text.en
      """,
    subcommands: [TrainRunCommand.self, TrainAverageCommand.self, TrainReportCommand.self],
    defaultSubcommand: TrainRunCommand.self)
}
