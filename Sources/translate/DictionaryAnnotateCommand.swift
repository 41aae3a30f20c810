import ArgumentParser
import Basics
import Corpora
import IO
import Subwords
import Terminology
import Training
import Translation

/// `translate dictionary annotate`
struct DictionaryAnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Write a dictionary's hints into training text, for trainers that make none themselves.",
    discussion: """
      Prints the lines of SOURCE as 'translate train --hints' would show them to a model: on a third of them rare words \
      come with translations, right and wrong ones, behind the token that names the direction.

        translate dictionary annotate train.en train.de --dictionary hints/words.en-de.bin --from en > forward.en
        translate dictionary annotate train.de train.en --dictionary hints/words.de-en.bin --from de --backward \
      > backward.de
      """)

  @Argument(help: "Source lines.", completion: .file()) var source: String
  @Argument(help: "Their translations.", completion: .file()) var target: String
  @Option(help: "File that 'translate dictionary build' has made.", completion: .file()) var dictionary: String
  @Option(help: "Language of the source.") var from = "en"
  @Flag(help: "Begin lines with the token of the second direction.") var backward = false
  @Option(help: "What everything random is drawn from.") var seed: UInt64 = 1

  func run() throws {
    let maker = HintMaker(try WordList(path: dictionary), language: from)
    let sources = try LineStream<CorpusError>(path: source)
    let targets = try LineStream<CorpusError>(path: target)
    var generator = SplitMix64(seed: seed)
    let direction = (backward ? ControlToken.backward : .forward).part
    var text = ""
    while let line = try sources.next(), let translation = try targets.next() {
      // A line that carries tokens already is what it is.
      let hints = PlaceholderTokens.mayStand(in: line) ? [] : maker.hints(for: line, translation, using: &generator)
      text += Self.written(direction) + Self.written([SubwordPart](line, hints: hints) { [.text($0)] }) + "\n"
      if text.utf8.count > 1 << 16 { try flush(&text) }
    }
    try flush(&text)
  }

  private func flush(_ text: inout String) throws {
    try OutputDescriptor.standardOutput.write(Array(text.utf8))
    text = ""
  }

  /// What follows the direction's token. Behind a token only a space begins a word, as the beginning of a line does.
  private static func written(_ parts: [SubwordPart]) -> String {
    let line = parts.map(written).joined()
    guard case .text? = PlaceholderTokens.parts(of: line).first else { return line }
    return " " + line
  }

  private static func written(_ part: SubwordPart) -> String {
    switch part {
    case .text(let text): text
    case .placeholder(let number): "<ph\(number)>"
    }
  }
}
