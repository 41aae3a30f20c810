import ArgumentParser
import Interchange
import Translation

/// `translate model add`
struct ModelAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Import a model into your library, to be used by its name or its languages.",
    discussion: """
      INPUT is what 'translate model import' takes, or a model directory of ours. Weights become int8.

        translate model add opus-mt-fr-en
        translate model add --name nllb --source-language eng_Latn --target-language deu_Latn nllb-200-distilled-600M
        echo 'Où est le fichier ?' | translate --from fr --to en
        echo 'Where is the file?' | translate --model nllb --from en --to sw

      The library is $XDG_DATA_HOME/translate/models, or ~/.local/share/translate/models.
      """)

  @Argument(help: "The model to read.") var input: String

  @Option(help: "The name; where none is given, the languages: fr-en.") var name: String?

  @Flag(help: "Take the place of a model of that name.") var replace = false

  @Flag(help: "Keep weights as they are, in half or single precision.") var asIs = false

  @Option(help: "Language code of the source.") var sourceLanguage: String?

  @Option(help: "Language code of the target.") var targetLanguage: String?

  func run() throws {
    var options = ModelImport.Options()
    (options.sourceLanguage, options.targetLanguage) = (sourceLanguage, targetLanguage)
    options.quantizes = !asIs
    print(try ModelLibrary().add(input, name: name, replaces: replace, options: options))
  }
}

/// `translate model list`
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print all models that have a name: your own, and those that are installed.")

  func run() throws {
    for model in ModelLocator().models {
      let description = model.description
      let languages = "\(description.sourceLanguage) to \(description.targetLanguage)"
      let others = model.isMultilingual ? ", and others" : ""
      let size = description.files.values.reduce(0) { $0 + $1.bytes }
      print("\(model.name)\t\(languages)\(others)\t\((size + 500_000) / 1_000_000) MB\t\(model.path)")
    }
  }
}

/// `translate model remove`
struct ModelRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Delete a model from your library.")

  @Argument(help: "Its name, as 'translate model list' shows it.") var name: String

  func run() throws { try ModelLibrary().remove(name) }
}
