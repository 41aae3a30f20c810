import ArgumentParser
import Interchange
import Translation

/// `translate model import`
struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model directory of a model in Marian's or Hugging Face's format.",
    discussion: """
      INPUT is Marian's .npz file or a directory with model.npz, or a directory with Hugging Face's config.json and \
      model.safetensors (MarianMT, Pegasus). What 'translate model export' has written needs nothing else. Otherwise \
      say which languages it translates, and where the subword files are that it was trained with:

        translate model import exported en-de
        translate model import --vocab Vocab/en-de --source-language en --target-language de marian/model.npz en-de

      Subwords must be those of 'translate bpe learn'; SentencePiece models cannot be read.
      """)

  @Argument(help: "The model to read.")
  var input: String

  @Argument(help: "Directory to write to; made where it is missing.")
  var output: String

  @Option(
    name: [.customShort("v"), .long],
    help: ArgumentHelp("Directory with codes.bpe and vocabulary.txt, where they are not beside it.", valueName: "dir"))
  var vocab: String?

  @Option(help: "Language code of the source.")
  var sourceLanguage: String?

  @Option(help: "Language code of the target.")
  var targetLanguage: String?

  @Option(help: "The longest sentence it can take, in pieces.")
  var maxLength: Int?

  func validate() throws {
    if let maxLength, maxLength < 2 { throw ValidationError("--max-length must be at least 2.") }
  }

  func run() throws {
    var options = ModelImport.Options()
    options.subwords = vocab
    options.sourceLanguage = sourceLanguage
    options.targetLanguage = targetLanguage
    options.maximumLength = maxLength
    try ModelImport(input, options: options).write(to: output)
  }
}
