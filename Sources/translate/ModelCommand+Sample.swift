import ArgumentParser
import Corpora
import Training
import Transformer

/// `translate model sample`
struct ModelSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Put some general text beside a model, for those who will adapt it.",
    discussion: """
      'translate adapt' mixes it with corrections and sees by it what the model forgets. Lines are drawn by chance; those \
      with more than 400 bytes are left out.

        translate model sample en-de train.en train.de --held-out dev.en dev.de
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "Training text, a sentence a line.", completion: .file()) var source: String
  @Argument(help: "Its translation, line by line.", completion: .file()) var target: String
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Text that training has not seen, for the quarter by which it shows what is forgotten: two files.",
      valueName: "file"), completion: .file())
  var heldOut: [String] = []
  @Option(help: "Lines to take.") var lines = 2000
  @Option(help: "What is drawn depends on this number only.") var seed: UInt64 = 1

  func validate() throws {
    guard lines >= 1 else { throw ValidationError("--lines must be 1 or more") }
    guard [0, 2].contains(heldOut.count) else { throw ValidationError("--held-out takes two files, source and target") }
  }

  func run() throws {
    let text = try ParallelText(source: source, target: target)
    let unseen = heldOut.isEmpty ? nil : try ParallelText(source: heldOut[0], target: heldOut[1])
    try GeneralText.write(
      text, heldOut: unseen, count: lines, seed: seed, to: ModelDirectory(path: model.directory()))
  }
}
