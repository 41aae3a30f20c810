import ArgumentParser
import Evaluation

extension ScoreRequest.MetricName: ExpressibleByArgument {}
extension ScoreStyle.Format: ExpressibleByArgument {}

struct ScoreInputOptions: ParsableArguments {
  @Argument(help: "Reference files, one sentence a line; '.gz' is decompressed.", completion: .file())
  var references: [String] = []

  @Option(
    name: [.customLong("input"), .customShort("i")], parsing: .upToNextOption,
    help: "Files with the output of one or more systems (default: standard input, systems separated by tabs).",
    completion: .file())
  var input: [String] = []

  @Option(
    name: [.customLong("num-refs"), .customLong("nr", withSingleDash: true)],
    help: "References on each line of the reference file, separated by tabs.")
  var referencesPerLine = 1

  @Option(
    name: [.customLong("metrics"), .customShort("m")], parsing: .upToNextOption,
    help: "One or more of bleu, chrf, ter.")
  var metrics: [ScoreRequest.MetricName] = [.bleu]

  @Option(
    name: [.customLong("language-pair"), .customShort("l", allowingJoined: true)],
    help: "Source and target, as in en-zh; the target decides on BLEU's tokeniser.")
  var givenPair: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("The same in two parts: the language of the source.", valueName: "language"))
  var source: String?

  @Option(name: .customLong("to"), help: ArgumentHelp("And that of the translation.", valueName: "language"))
  var target: String?

  /// As sacreBLEU has it.
  var languagePair: String? { givenPair ?? target.map { "\(source ?? "und")-\($0)" } }

  @Flag(
    name: [.customLong("sentence-level"), .customLong("sl", withSingleDash: true)], help: "Score line by line.")
  var sentenceLevel = false

  @Option(name: [.customLong("encoding"), .customShort("e")], help: .hidden)
  var encoding = "utf-8"

  @Option(name: [.customLong("test-set"), .customShort("t")], help: .hidden)
  var testSet: String?

  func validate() throws {
    if testSet != nil {
      throw ValidationError("test sets are not downloaded: give the reference as a file in place of --test-set")
    }
    guard ["utf-8", "utf8"].contains(encoding.lowercased()) else {
      throw ValidationError("only UTF-8 is read: convert with 'iconv -f \(encoding) -t utf-8' first")
    }
    if let givenPair, !givenPair.contains("-") {
      throw ValidationError("--language-pair needs two languages, as in en-de, not '\(givenPair)'")
    }
  }

  func fill(_ request: inout ScoreRequest) {
    request.references = references
    request.referencesPerLine = referencesPerLine
    request.inputs = input.isEmpty ? nil : input
    request.metrics = metrics
    request.sentenceLevel = sentenceLevel
  }
}
