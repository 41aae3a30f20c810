import ArgumentParser
import Interchange
import Translation

/// `translate model`: what can be done with a model directory beside translating.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look at models, convert them, and keep those of others.",
    discussion: """
      MODEL is the path of a model directory, or the name of an installed model.

        translate model info en-de
        translate model search fr-en
        translate model get fr-en
        translate model add opus-mt-fr-en
        translate model list
        translate model export --format marian en-de exported
        translate model export --format huggingface en-de exported
        translate model import exported en-de-again
        translate model quantize en-de en-de-int8
        translate model sample en-de train.en train.de
      """,
    subcommands: [
      ModelInfoCommand.self, ModelSearchCommand.self, ModelGetCommand.self, ModelAddCommand.self,
      ModelListCommand.self, ModelRemoveCommand.self,
      ModelImportCommand.self, ModelExportCommand.self, ModelQuantizeCommand.self, ModelSampleCommand.self,
    ])
}

/// The model that a subcommand is about.
struct ModelArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("Model directory, or the name of an installed model.", valueName: "model"))
  var model: String

  /// Its directory.
  func directory() throws -> String { try ModelLocator().directory(of: model) }
}
