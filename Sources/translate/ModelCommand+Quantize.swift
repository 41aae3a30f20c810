import ArgumentParser
import Transformer
import Translation

/// `translate model quantize`
struct ModelQuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Write a model whose weights are in int8: half the size, and ready for use when it is opened.",
    discussion: """
      Translations are those that the model gives with --precision int8. Whatever asks for floats (--precision float32, \
      training, export) gets them as near to what they were as int8 has them.

        translate model quantize en-de en-de-int8
      """)

  @OptionGroup var source: ModelArgument

  @Argument(help: "Directory to write to; made where it is missing.")
  var output: String

  func run() throws {
    try ModelDirectory(path: source.directory()).writeQuantized(to: output)
  }
}
