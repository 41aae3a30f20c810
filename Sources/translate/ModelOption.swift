import ArgumentParser
import Translation

/// The model to translate with, where another than the usual one is wanted.
struct ModelOption: ParsableArguments {
  @Option(
    name: [.customShort("m"), .customLong("model")],
    help: ArgumentHelp(
      "Directory or name of the model.",
      discussion: "Otherwise $TRANSLATE_MODEL, or the English-German model that comes with translate.",
      valueName: "model"), completion: .directory)
  var name: String?

  /// The model's directory.
  func directory() throws -> String { try ModelLocator().directory(of: name) }
}

/// A change of that model.
struct AdapterOption: ParsableArguments {
  @Option(
    name: .customLong("adapter"),
    help: ArgumentHelp("A change of the model that 'translate adapt' has learnt.", valueName: "file"),
    completion: .file())
  var file: String?
}
