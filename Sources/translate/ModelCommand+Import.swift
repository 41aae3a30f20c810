import ArgumentParser
import Interchange
import Translation

/// `translate model import`
struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model directory of a model from elsewhere.",
    discussion: """
      INPUT is what others publish, as it was downloaded:

        translate model import opus-mt-fr-en fr-en              # Hugging Face: MarianMT, M2M100, NLLB
        translate model import opus-2020-02-26.zip fr-en        # OPUS-MT
        translate model import translate-en_de-1_0.argosmodel en-de    # Argos Translate
        translate model import firefox-en-de en-de              # Firefox: model, lexical shortlist, vocabulary
        translate model import ct2-model en-de                  # CTranslate2
        translate model import marian/model.npz en-de           # Marian: .npz or .bin

      Where the files do not say what they translate, --source-language and --target-language do. With --quantize the \
      weights become int8: half the size or less, and ready when they are opened. Nothing in a file is ever run.

      A model with codes of 'translate bpe learn' needs the directory with them (--vocab) where they are not beside it.
      """)

  @Argument(help: "The model to read.")
  var input: String

  @Argument(help: "Directory to write to; made where it is missing.")
  var output: String

  @Option(
    name: [.customShort("v"), .long],
    help: ArgumentHelp("Directory with codes.bpe and vocabulary.txt, where they are not beside it.", valueName: "dir"))
  var vocab: String?

  @Flag(help: "Write the weights in int8.")
  var quantize = false

  @Option(help: "Language code of the source.")
  var sourceLanguage: String?

  @Option(help: "Language code of the target.")
  var targetLanguage: String?

  @Option(help: "The longest sentence it can take, in pieces.")
  var maxLength: Int?

  func validate() throws {
    if let maxLength, maxLength < 2 { throw ValidationError("--max-length must be at least 2") }
  }

  func run() throws {
    var options = ModelImport.Options()
    options.subwords = vocab
    options.sourceLanguage = sourceLanguage
    options.targetLanguage = targetLanguage
    options.maximumLength = maxLength
    options.quantizes = quantize
    try ModelImport(input, options: options).write(to: output)
  }
}
