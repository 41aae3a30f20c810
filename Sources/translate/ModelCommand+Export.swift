import ArgumentParser
import Interchange
import Transformer
import Translation

/// `translate model export`
struct ModelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model in a format that other programs read.",
    discussion: """
      marian: model.npz and vocab.yml, for Marian and, through its converter, CTranslate2:

        translate model export --format marian en-de exported
        ct2-marian-converter --model_path exported/model.npz \\
          --vocab_paths exported/vocab.yml exported/vocab.yml --output_dir ct2-model

      huggingface: config.json, model.safetensors and vocab.json, for transformers: a MarianMTModel, or where \
      normalisation stands in front (pre-norm), a PegasusForConditionalGeneration, or for many languages an \
      M2M100ForConditionalGeneration:

        translate model export --format huggingface en-de exported

      ctranslate2: model.bin, config.json and vocabularies, as CTranslate2 loads them:

        translate model export --format ctranslate2 en-de exported

      Marian's own decoder runs models whose normalisation stands in front (pre-norm) wrongly, although its scorer reads \
      them right: translate with those in CTranslate2.

      Imported models can be exported too, as far as a format has words for what they are; what it has not is refused, \
      with the way out. All can be imported again: what cuts text and translate.json stand beside.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case marian, huggingface, ctranslate2 }

  @Option(help: "The format to write.")
  var format = Format.marian

  @OptionGroup var source: ModelArgument

  @Argument(help: "Directory to write to; made where it is missing.")
  var output: String

  func run() throws {
    let directory = try ModelDirectory(path: source.directory())
    let warnings: [String]
    switch format {
    case .marian:
      let export = try MarianExport(directory)
      try export.write(to: output)
      warnings = export.warnings
    case .huggingface:
      let export = try HuggingFaceExport(directory)
      try export.write(to: output)
      warnings = export.warnings
    case .ctranslate2:
      try CTranslate2Export(directory).write(to: output)
      warnings = []
    }
    for warning in warnings { StandardError.print("translate: warning: \(output): \(warning)") }
  }
}
