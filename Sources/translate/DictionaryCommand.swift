import ArgumentParser
import Corpora
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
    subcommands: [DictionaryBuildCommand.self, DictionaryLookCommand.self])
}

/// `translate dictionary build`
struct DictionaryBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Put the rare words of a word list into a model's directory.",
    discussion: """
      Words that stand in the training text at least --rare times are left to the model. The word list is that of Ding \
      (Debian: trans-de-en), German :: English.

        translate dictionary build en-de /usr/share/trans/de-en --text train.en train.de
      """)

  @OptionGroup var model: ModelArgument

  @Argument(help: "Word list in the form of Ding.", completion: .file()) var list: String

  @Option(
    parsing: .upToNextOption, help: "The text that the model was trained on, source and target.", completion: .file())
  var text: [String]

  @Option(help: "A word seen fewer times is given translations.") var rare = 200

  func validate() throws {
    guard text.count == 2 else { throw ValidationError("--text takes two files, source and target") }
    guard rare >= 1 else { throw ValidationError("--rare must be 1 or more") }
  }

  func run() throws {
    let directory = try ModelDirectory(path: model.directory())
    let description = directory.description
    var builder = DictionaryBuilder()
    builder.rareBelow = rare
    for (path, side) in zip(text, DictionaryBuilder.Side.allCases) {
      let lines = try LineStream(path: path)
      while let line = try lines.next() { builder.count(line, on: side) }
    }
    try builder.addDing(at: list, germanIsSource: description.sourceLanguage == "de")
    var names: [String] = []
    for direction in description.allDirections {
      let words = builder.words(of: direction.source == description.sourceLanguage ? .source : .target)
      try words.write(to: "\(directory.path)/\(direction.dictionaryName)")
      StandardError.print("\(direction.dictionaryName): \(words.count) words")
      names.append(direction.dictionaryName)
    }
    try directory.adopt(names)
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
