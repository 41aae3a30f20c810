import ArgumentParser

/// Which of a model's directions is wanted, where it has several.
struct LanguageOptions: ParsableArguments {
  @Option(
    name: [.customLong("from"), .customLong("source-language")],
    help: ArgumentHelp(
      "Language of the text, such as en; otherwise what the model translates from.", valueName: "language"))
  var source: String?

  @Option(
    name: [.customLong("to"), .customLong("target-language")],
    help: ArgumentHelp(
      "Language to translate to, such as de; otherwise what the model translates to.", valueName: "language"))
  var target: String?
}
