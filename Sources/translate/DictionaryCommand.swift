import ArgumentParser
import Corpora
import IO
import Terminology
import Transformer
import Translation

/// `translate dictionary`
struct DictionaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary",
    abstract: "Give a model words that its training has hardly seen.",
    discussion: """
      A model that has learnt to heed hints (see 'translate model info') is shown the translations that a dictionary has \
      for a rare word, and takes one of them, inflects it, or does without.
      """,
    subcommands: [DictionaryBuildCommand.self, DictionaryLookCommand.self, DictionaryAnnotateCommand.self])
}

/// `translate dictionary build`
struct DictionaryBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Make dictionaries of the rare words of a word list, one for each direction.",
    discussion: """
      Words that stand in the training text at least --rare times are left to the model; of the others those translations \
      are taken that the text has beside them, if it has them at all. The word list is a file in the \
      form of Ding (Debian: trans-de-en), German :: English, or two files whose lines translate each other.

      The dictionaries go into a model's directory, or, for 'translate train --hints', into a directory of their own.

        translate dictionary build /usr/share/trans/de-en --text train.en train.de --model en-de
        translate dictionary build words.en words.de --text train.en train.de --output hints --from en --to de
      """)

  @Argument(help: "Word list in the form of Ding, or two files of lines, source and target.", completion: .file())
  var lists: [String]

  @Option(
    parsing: .upToNextOption, help: "The text that the model was trained on, source and target, without word lists.",
    completion: .file())
  var text: [String]

  @Option(name: .shortAndLong, help: "Model directory, or the name of an installed model.", completion: .directory)
  var model: String?

  @Option(help: "Write the dictionaries into this directory instead.", completion: .directory) var output: String?

  @Option(help: "With --output: the source language.") var from = "en"

  @Option(help: "With --output: the target language.") var to = "de"

  @Option(help: "A word seen fewer times is given translations.") var rare = 200

  @Option(
    help: "Translations of a word at most. Two are shown to a model; training looks through more for the right one.")
  var alternatives = 3

  func validate() throws {
    guard text.count >= 2, text.count % 2 == 0 else {
      throw ValidationError("--text takes pairs of files, source and target")
    }
    guard (1...2).contains(lists.count) else { throw ValidationError("name one word list or two files of lines") }
    guard (model == nil) != (output == nil) else { throw ValidationError("choose one of --model and --output") }
    guard min(rare, alternatives) >= 1 else { throw ValidationError("--rare and --alternatives must be 1 or more") }
  }

  func run() throws {
    let directory = try model.map { try ModelDirectory(path: ModelLocator().directory(of: $0)) }
    let directions =
      directory?.description.allDirections ?? [
        ModelDirectory.Direction(source: from, target: to), ModelDirectory.Direction(source: to, target: from),
      ]
    let source = directory?.description.sourceLanguage ?? from
    let builder = try makeBuilder(source: source, target: directory?.description.targetLanguage ?? to)
    let path = directory?.path ?? output ?? "."
    try Directory<CorpusError>.make(path)
    for direction in directions {
      let words = builder.words(of: direction.source == source ? .source : .target)
      try words.write(to: "\(path)/\(direction.dictionaryName)")
      StandardError.print("\(direction.dictionaryName): \(words.count) words")
    }
    try directory?.adopt(directions.map(\.dictionaryName))
  }

  private func makeBuilder(source: String, target: String) throws -> DictionaryBuilder {
    var builder = DictionaryBuilder(source: source, target: target)
    builder.rareBelow = rare
    builder.alternatives = alternatives
    if lists.count == 1 {
      try builder.addDing(at: lists[0], germanIsSource: source == "de")
    } else {
      try builder.addLines(source: lists[0], target: lists[1])
    }
    try builder.learn(stride(from: 0, to: text.count, by: 2).map { (text[$0], text[$0 + 1]) })
    return builder
  }
}

/// `translate dictionary look`
struct DictionaryLookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "look", abstract: "Show what a model's dictionary suggests for words.",
    discussion: "  translate dictionary look en-de pear stove")

  @OptionGroup var model: ModelArgument
  @OptionGroup var languages: LanguageOptions
  @Argument(help: "Words.") var words: [String]

  func run() throws {
    let translator = try ModelTranslator(directory: model.directory())
      .translating(from: languages.source, to: languages.target)
    for word in words { print(word, translator.suggestions(for: word).joined(separator: ", "), separator: "\t") }
  }
}
