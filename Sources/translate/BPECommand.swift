import ArgumentParser
import Subwords

/// `translate bpe`: subword models on the command line.
struct BPECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpe",
    abstract: "Learn and apply byte pair encoding.",
    discussion: """
      Text is cut into words at ICU's boundaries, and words into pieces by learned merges. What has no piece is \
      spelled in bytes, so decoding always gives the text back (in NFC).

        translate bpe learn --vocabulary-size 8192 --output Vocab/en-de corpus.en corpus.de
        echo 'Where is the file?' | translate bpe encode --model Vocab/en-de
        translate bpe encode --model Vocab/en-de --ids < text | translate bpe decode --model Vocab/en-de --ids

      With --pretokenized, words come separated by spaces, and learn and encode do what subword-nmt's learn-bpe and \
      apply-bpe do.
      """,
    subcommands: [BPELearnCommand.self, BPEEncodeCommand.self, BPEDecodeCommand.self])
}

/// Where the subword model is.
struct SubwordModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("m"), .long],
    help: ArgumentHelp("Directory with codes.bpe and vocabulary.txt.", valueName: "dir"))
  var model: String?

  @Option(name: [.customShort("c"), .long], help: ArgumentHelp("Codes file, instead of --model.", valueName: "file"))
  var codes: String?

  @Option(
    name: .long, help: ArgumentHelp("Vocabulary file that belongs to --codes: one piece a line.", valueName: "file"))
  var vocabulary: String?

  mutating func validate() throws {
    if model != nil, codes != nil || vocabulary != nil {
      throw ValidationError("give either --model, or --codes and --vocabulary")
    }
  }

  /// The model, or nil where there is no vocabulary.
  func load() throws -> SubwordModel? {
    if let model { return try SubwordModel(directory: model) }
    guard let codes, let vocabulary else { return nil }
    return SubwordModel(
      codes: try BytePairCodes(contentsOf: codes), vocabulary: try Vocabulary(contentsOf: vocabulary))
  }
}
